import { z } from 'zod';
import { defineOperation, type OperationProblem, type OperationStep, type RunningOperation } from '../edges.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import type { CsvRow } from '../infra/csv/read-csv.js';
import { readOperationCsv } from '../operations/index.js';
import { listAttributeDefinitions, sensitiveAttributes } from './attribute-definitions.js';
import { changeFriends } from './change-friends.js';
import type { AttributeDefinition } from './core/attribute.js';
import type { Friend } from './core/friend.js';
import { importHeaderProblem, readImportRow, type ImportRow } from './core/import-row.js';
import { decideFacts, type Facts } from './decide-facts.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

export const IMPORT_FRIENDS = 'friends.import';

const PAGE = 500;
const SAMPLES_MAX = 10;

const Input = z.strictObject({ dryRun: z.boolean(), skipErrors: z.boolean() });
type Running = RunningOperation<z.infer<typeof Input>>;

/** Counts over the whole file, kept in the operation's result. */
const Result = z.object({
  rows: z.number().default(0),
  rowsWithErrors: z.number().default(0),
  friendsToChange: z.number().default(0),
  friendsChanged: z.number().default(0),
  samples: z
    .array(z.object({ row: z.number(), friendId: z.string(), attributes: z.unknown(), consent: z.unknown() }))
    .default([]),
});

/**
 * Takes attributes and consent of friends from a CSV file. First the whole file is read for errors; when there are any,
 * nothing is done unless `skipErrors`. A dry run ends there and says what would change.
 */
export const importFriends = defineOperation({
  kind: IMPORT_FRIENDS,
  input: Input,
  step: async (ctx, operation) => {
    const [phase = 'check', ...place] = (operation.cursor ?? 'check').split(' ');
    const cursor = place[0] ?? null;
    if (phase === 'refuse') {
      const { rowsWithErrors } = Result.parse(operation.result);
      throw new InvalidInputError(
        'invalid_input',
        `${rowsWithErrors} rows have errors, so nothing was imported. Correct them, or send the file with skipErrors=true.`,
      );
    }
    return phase === 'check' ? checkPage(ctx, operation, cursor) : applyPage(ctx, operation, cursor);
  },
});

async function checkPage(ctx: Context, operation: Running, cursor: string | null): Promise<OperationStep> {
  const { dryRun, skipErrors } = operation.input;
  const page = await readPage(ctx, operation, cursor);
  const earlier = Result.parse(operation.result);
  const changes = page.friends.flatMap(({ friend, rows, facts }) =>
    decideFacts(friend, facts, { now: ctx.clock.now(), isSensitive: () => false }) ? [{ friend, rows, facts }] : [],
  );
  const samples = changes.map(({ friend, rows, facts }) => ({ row: rows[0] ?? 0, friendId: friend._id, ...facts }));
  const result = {
    ...earlier,
    rows: earlier.rows + page.size,
    rowsWithErrors: earlier.rowsWithErrors + page.failedRows,
    friendsToChange: earlier.friendsToChange + changes.length,
    samples: [...earlier.samples, ...samples].slice(0, SAMPLES_MAX),
  };
  const step = { done: 0, failed: page.failedRows, total: result.rows, errors: page.errors, result };
  if (!page.isLast) return { ...step, cursor: `check ${page.cursor ?? ''}`, isDone: false };
  if (dryRun) return { ...step, cursor: null, isDone: true };
  return { ...step, cursor: result.rowsWithErrors > 0 && !skipErrors ? 'refuse' : 'apply', isDone: false };
}

async function applyPage(ctx: Context, operation: Running, cursor: string | null): Promise<OperationStep> {
  const page = await readPage(ctx, operation, cursor);
  const factsOf = new Map(page.friends.map(({ friend, facts }) => [friend._id, facts]));
  const isSensitive = await sensitiveAttributes(ctx, operation.channelId);
  const now = ctx.clock.now();
  const decide = (friend: Friend) => {
    const facts = factsOf.get(friend._id);
    return facts ? decideFacts(friend, facts, { now, isSensitive }) : null;
  };
  const changed = await changeFriends(
    ctx,
    page.friends.map(({ friend }) => friend),
    decide,
  );
  const earlier = Result.parse(operation.result);
  return {
    cursor: page.isLast ? null : `apply ${page.cursor ?? ''}`,
    isDone: page.isLast,
    done: page.size - page.failedRows,
    result: { ...earlier, friendsChanged: earlier.friendsChanged + changed },
  };
}

interface Page {
  /** Friends with what the page says about them; of two rows about one friend the later one counts. */
  friends: { friend: FriendDocument; rows: number[]; facts: Facts }[];
  size: number;
  failedRows: number;
  errors: OperationProblem[];
  cursor: string | null;
  isLast: boolean;
}

async function readPage(ctx: Context, operation: Running, cursor: string | null): Promise<Page> {
  const { id, channelId } = operation;
  const definitions = await definitionsByName(ctx, channelId);
  const checkHeader = (names: string[]) => importHeaderProblem(names, definitions);
  const { rows, ...rest } = await readOperationCsv(id, { cursor, limit: PAGE, checkHeader });
  const read = rows.map((csv) => ({ csv, ...readImportRow(csv.cells, definitions) }));
  const friendOf = await findAll(
    channelId,
    read.map(({ row }) => row),
  );
  const friends = new Map<string, Page['friends'][number]>();
  const errors: OperationProblem[] = [];
  const failed = new Set<number>();
  for (const { csv, row, problems } of read) {
    const friend = friendOf(row);
    const all = [...csv.problems, ...problems, ...(friend || problems.length > 0 ? [] : [unknownFriend(row)])];
    if (all.length > 0 || !friend) {
      failed.add(csv.row);
      errors.push(...all.map((reason) => ({ row: csv.row, subject: subjectOf(csv), reason })));
      continue;
    }
    const { rows: earlierRows = [], facts } = friends.get(friend._id) ?? {};
    friends.set(friend._id, { friend, rows: [...earlierRows, csv.row], facts: withRow(facts, row) });
  }
  return { friends: [...friends.values()], size: rows.length, failedRows: failed.size, errors, ...rest };
}

const subjectOf = ({ cells }: CsvRow) => (cells['friendId'] ?? cells['lineUserId'] ?? '').slice(0, 60);

const unknownFriend = ({ friendId, lineUserId }: ImportRow) =>
  friendId !== null && lineUserId !== null
    ? `there is no friend ${friendId} with the LINE user id ${lineUserId} in this channel`
    : `there is no friend ${friendId ?? lineUserId ?? ''} in this channel`;

function withRow(facts: Facts = { attributes: {}, consent: {} }, row: ImportRow): Facts {
  const consent = Object.entries(row.consent).map(
    ([purpose, state]) => [purpose, { state, source: 'import' }] as const,
  );
  return {
    attributes: { ...facts.attributes, ...row.attributes },
    consent: { ...facts.consent, ...Object.fromEntries(consent) },
  };
}

/** The friends that a page of rows names. */
async function findAll(channelId: string, rows: ImportRow[]): Promise<(row: ImportRow) => FriendDocument | undefined> {
  const friendIds = rows.flatMap(({ friendId }) => friendId ?? []);
  const lineUserIds = rows.flatMap(({ lineUserId }) => lineUserId ?? []);
  const [byFriendId, byLineUserId] = await Promise.all([
    FriendModel.find({ _id: { $in: friendIds }, channelId, mergedInto: null }).lean(),
    FriendModel.find({ channelId, lineUserId: { $in: lineUserIds }, mergedInto: null }).lean(),
  ]);
  const ids = new Map(byFriendId.map((friend) => [friend._id, friend]));
  const lineIds = new Map(byLineUserId.map((friend) => [friend.lineUserId, friend]));
  return ({ friendId, lineUserId }) => {
    const friend = friendId === null ? lineIds.get(lineUserId ?? '') : ids.get(friendId);
    return lineUserId === null || friend?.lineUserId === lineUserId ? friend : undefined;
  };
}

/** Definitions of a channel by name. */
export async function definitionsByName(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
): Promise<Map<string, AttributeDefinition>> {
  const definitions = await listAttributeDefinitions(ctx, channelId);
  return new Map(definitions.map((definition) => [definition.name, definition]));
}
