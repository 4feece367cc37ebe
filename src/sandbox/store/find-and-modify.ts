import { assertSimpleCollation, documentField, flagField, namespaceOf, type Command } from './command.js';
import { compileFilter } from './engine/match.js';
import { decodeDocument } from './engine/values/decode.js';
import type { Document } from './engine/values/document.js';
import { StoreError } from './engine/values/errors.js';
import { removeFirst } from './delete.js';
import { projectRaw, readProjection } from './query.js';
import { changeFirst } from './update-documents.js';

/** findAndModify: changes or removes one document and answers it. */
export async function findAndModify(command: Command): Promise<Document> {
  const { fields } = command;
  assertSimpleCollation(fields);
  const isRemove = flagField(fields, 'remove');
  const isNew = flagField(fields, 'new');
  const isUpsert = flagField(fields, 'upsert');
  if (isRemove && fields['update'] !== undefined)
    throw new StoreError(9, 'Cannot specify both an update and remove=true');
  if (isRemove && isUpsert) throw new StoreError(9, 'Cannot specify both upsert=true and remove=true ');
  if (isRemove && isNew)
    throw new StoreError(
      9,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  if (!isRemove && fields['update'] === undefined)
    throw new StoreError(9, 'Either an update or remove=true must be specified');
  return isRemove ? removeOne(command) : changeOne(command, isNew, isUpsert);
}

async function removeOne(command: Command): Promise<Document> {
  const { fields } = command;
  const projection = readProjection(fields['fields']);
  const request = {
    filter: documentField(fields, 'query'),
    sort: fields['sort'],
    hint: fields['hint'],
    variables: documentField(fields, 'let'),
  };
  const [raw] = await removeFirst(command.store, namespaceOf(command), request);
  const shown = raw && projection ? projectRaw(raw, compileFilter(request.filter, request.variables), projection) : raw;
  return { lastErrorObject: { n: raw ? 1 : 0 }, value: shown ? decodeDocument(shown) : null };
}

async function changeOne(command: Command, isNew: boolean, isUpsert: boolean): Promise<Document> {
  const { fields } = command;
  const projection = readProjection(fields['fields']);
  const changed = await changeFirst(command.store, namespaceOf(command), {
    filter: documentField(fields, 'query'),
    update: fields['update'],
    isUpsert,
    isMulti: false,
    arrayFilters: fields['arrayFilters'],
    hint: fields['hint'],
    sort: fields['sort'],
    variables: documentField(fields, 'let'),
  });
  const raw = isNew ? changed.after : changed.before;
  const shown = raw && projection ? projectRaw(raw, changed.filter, projection) : raw;
  const hasMatched = changed.before !== undefined;
  return {
    lastErrorObject: {
      n: hasMatched || changed.upserted ? 1 : 0,
      updatedExisting: hasMatched,
      ...(changed.upserted ? { upserted: changed.upserted.id } : {}),
    },
    value: shown ? decodeDocument(shown) : null,
  };
}
