import type { z } from 'zod';
import type { Context, Reference } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { insertNew } from '../infra/mongo/model.js';
import { remembered } from '../infra/remembered.js';
import { AttributeDefinitionModel, type StoredAttributeDefinition } from './attribute-definition.model.js';
import { AttributeDefinition, attributeProblem, definedBy, type ChangeAttributeDefinition } from './core/attribute.js';
import type { AttributeValue } from './core/friend.js';

const PER_CHANNEL_MAX = 200;
const FRESH_MS = 1_000;

const known = remembered(FRESH_MS, (channelId) =>
  AttributeDefinitionModel.find({ channelId }).sort({ name: 1 }).lean<StoredAttributeDefinition[]>(),
);

/** The attributes that a channel has defined, by name; remembered for a second. */
export async function listAttributeDefinitions(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
): Promise<StoredAttributeDefinition[]> {
  return known.get(ctx.clock, channelId);
}

/** Says which attributes of a channel are kept out of search. */
export async function sensitiveAttributes(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
): Promise<(name: string) => boolean> {
  const definitions = await listAttributeDefinitions(ctx, channelId);
  const names = new Set(definitions.filter(({ isSensitive }) => isSensitive).map(({ name }) => name));
  return (name) => names.has(name);
}

/** Defines an attribute; one that exists already is a conflict. */
export async function defineAttribute(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: z.input<typeof AttributeDefinition>,
): Promise<StoredAttributeDefinition> {
  const definition = AttributeDefinition.parse(given);
  if ((await insertDefinitions(ctx, channelId, [definition])) === 0)
    throw new ConflictError(`Channel ${channelId} has an attribute ${definition.name} already.`);
  return getDefinition(channelId, definition.name);
}

/** Changes label, subject or choices. */
export async function changeAttributeDefinition(
  channelId: string,
  name: string,
  change: z.infer<typeof ChangeAttributeDefinition>,
): Promise<StoredAttributeDefinition> {
  const { _id, createdAt: _createdAt, channelId: _channelId, ...current } = await getDefinition(channelId, name);
  AttributeDefinition.parse({ ...current, ...change });
  await AttributeDefinitionModel.updateOne({ _id }, { $set: change });
  known.forget(channelId);
  return getDefinition(channelId, name);
}

/** What speaks of an attribute: rules, policies, menus. */
export async function listAttributeUses(
  ctx: Pick<Context, 'findReferences'>,
  channelId: string,
  name: string,
): Promise<Reference[]> {
  await getDefinition(channelId, name);
  return ctx.findReferences(channelId, { kind: 'attribute', id: name });
}

/** Removes a definition; ConflictError naming what speaks of it. Values that friends have stay with them. */
export async function removeAttributeDefinition(
  ctx: Pick<Context, 'findReferences'>,
  channelId: string,
  name: string,
): Promise<void> {
  const uses = await listAttributeUses(ctx, channelId, name);
  if (uses.length > 0) {
    const list = uses.map((one) => `${one.kind} ${one.name}`).join(', ');
    throw new ConflictError(`Attribute ${name} is used by ${list}.`, uses);
  }
  await AttributeDefinitionModel.deleteOne({ _id: idOf(channelId, name) });
  known.forget(channelId);
}

/**
 * Makes sure that these values fit their definitions. A name that nobody defined is defined by its first value. Throws what
 * does not fit; then nothing was defined.
 */
export async function fitAttributes(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  values: Record<string, AttributeValue>,
): Promise<void> {
  const entries = Object.entries(values);
  let definitions = byName(await listAttributeDefinitions(ctx, channelId));
  const missing = entries.filter(([name]) => !definitions.has(name));
  refuseMisfits(entries, definitions);
  if (missing.length === 0) return;
  const implied = missing.map(([name, value]) => {
    const definition = definedBy(name, value);
    if (!definition)
      throw new InvalidInputError('invalid_input', `Attribute ${name} is a list; define it as one before it is set.`);
    return definition;
  });
  await insertDefinitions(ctx, channelId, implied);
  // Somebody else may have defined one of them otherwise in the same moment.
  definitions = byName(await listAttributeDefinitions(ctx, channelId));
  refuseMisfits(entries, definitions);
}

function refuseMisfits(entries: [string, AttributeValue][], definitions: Map<string, StoredAttributeDefinition>): void {
  for (const [name, value] of entries) {
    const definition = definitions.get(name);
    const problem = definition ? attributeProblem(definition, value) : null;
    if (problem !== null) throw new InvalidInputError('invalid_input', problem);
  }
}

async function insertDefinitions(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  definitions: AttributeDefinition[],
): Promise<number> {
  const count = await AttributeDefinitionModel.countDocuments({ channelId });
  if (count + definitions.length > PER_CHANNEL_MAX)
    throw new ConflictError(`Channel ${channelId} has ${count} attributes; it may have ${PER_CHANNEL_MAX}.`);
  const createdAt = ctx.clock.now();
  const inserted = await insertNew(
    AttributeDefinitionModel,
    definitions.map((definition) => ({
      ...definition,
      _id: idOf(channelId, definition.name),
      channelId,
      createdAt,
    })),
  );
  known.forget(channelId);
  return inserted;
}

async function getDefinition(channelId: string, name: string): Promise<StoredAttributeDefinition> {
  const definition = await AttributeDefinitionModel.findById(idOf(channelId, name)).lean<StoredAttributeDefinition>();
  if (!definition) throw new NotFoundError('attribute', name);
  return definition;
}

const byName = (definitions: StoredAttributeDefinition[]) =>
  new Map(definitions.map((definition) => [definition.name, definition]));
const idOf = (channelId: string, name: string) => `${channelId}/${name}`;
