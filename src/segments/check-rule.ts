import type { Context, Naming } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { findAddLink } from '../friends/index.js';
import type { Known, KnownTag } from './core/known.js';
import { listReferences } from './core/references.js';
import { listConditions, type Condition, type SegmentRule } from './core/rule.js';

/** Throws InvalidInputError naming what a rule speaks of and the channel does not have, or cannot answer. */
export async function checkRule(
  ctx: Pick<Context, 'listNames'>,
  channelId: string,
  rule: SegmentRule,
  known: Known,
): Promise<void> {
  const references = listReferences(rule);
  for (const { kind, id } of references) {
    if (kind === 'tag' && !known.tags.has(id)) throw unknown('a tag', id, channelId);
    if (kind === 'attribute' && !known.attributes.has(id)) throw unknown('an attribute', id, channelId);
    if (kind === 'segment' && !known.segments.has(id)) throw unknown('a segment', id, channelId);
    if (kind === 'addLink' && (await findAddLink(id))?.channelId !== channelId)
      throw unknown('an add link', id, channelId);
    if (kind === 'folder' && ![...known.tags.values()].some(({ folderId }) => folderId === id))
      throw unknown('a tag folder with tags', id, channelId);
  }
  for (const kind of NAMINGS) {
    const ids = references.filter((one) => one.kind === kind).map(({ id }) => id);
    await requireNames(ctx, channelId, kind, ids);
  }
  for (const condition of listConditions(rule)) {
    const tag = 'tag' in condition ? known.tags.get(condition.tag) : undefined;
    const problem = tag && tagProblem(condition as TagCondition, tag);
    if (problem) throw new InvalidInputError('invalid_input', `tag ${(condition as TagCondition).tag}: ${problem}.`);
  }
}

const NAMINGS: readonly Naming[] = ['stage', 'tier'];

/** Throws InvalidInputError for a stage or tier that the channel does not have, with those that it has; `field` says where it stands. */
export async function requireNames(
  ctx: Pick<Context, 'listNames'>,
  channelId: string,
  kind: Naming,
  ids: string[],
  field?: string,
): Promise<void> {
  if (ids.length === 0) return;
  const names = await ctx.listNames(channelId, kind);
  const wrong = ids.find((id) => !names.includes(id));
  if (wrong === undefined) return;
  const where = field === undefined ? '' : `${field}: `;
  throw new InvalidInputError(
    'invalid_input',
    `${where}${wrong} is not a ${kind} of channel ${channelId}; it has ${names.join(', ') || 'none'}.`,
  );
}

const unknown = (what: string, id: string, channelId: string) =>
  new InvalidInputError('invalid_input', `${id} is not ${what} of channel ${channelId}.`);

type TagCondition = Extract<Condition, { tag: string }>;

/** What a tag condition asks and the tag's definition cannot answer. */
function tagProblem({ level, rose, topPercent, freshness, expiresWithin }: TagCondition, tag: KnownTag): string | null {
  const keys = tag.levels.map(({ key }) => key);
  const wrong = (level && ('is' in level ? level.is : [level.atLeast]))?.find((key) => !keys.includes(key));
  if (wrong !== undefined) return `level ${wrong} is not one of its levels (${keys.join(', ') || 'it has none'})`;
  if (rose && !tag.tracksRise) return 'it does not track its rise; set intensity.tracksRise first';
  if ((freshness || expiresWithin !== undefined) && tag.ttlMs === null) return 'it does not expire';
  const isRanked = tag.fadings.every(({ kind }) => kind === 'none' || kind === 'halfLife');
  if (topPercent !== undefined && !isRanked)
    return 'topPercent needs an intensity without decay or with a half-life, because other decays change the order with time';
  return null;
}
