import type { Context } from '../context.js';
import { getTimeZone } from '../channels/index.js';
import { countFriends, listAttributeDefinitions, findTagKeyAtRank } from '../friends/index.js';
import { remembered } from '../infra/remembered.js';
import { fadingOf, levelsOf, ttlMsOf } from '../tags/core/tag.js';
import { readTagging, type Tag } from '../tags/index.js';
import type { Known, KnownTag } from './core/known.js';
import { unrecordedRules } from './core/membership.js';
import { listReferences } from './core/references.js';
import { listConditions, type SegmentRule } from './core/rule.js';
import { forgetLiveSegments, getLiveSegments, type NamedLiveSegment } from './live-segments.js';

const ZONE_FRESH_MS = 5_000;
const RANK_FRESH_MS = 60_000; // a rank needs a count and a sorted read over the tag's friends

type Needs = Pick<Context, 'clock'>;

/**
 * What segment rules need to know of a channel. `rules` beside the saved segments may speak of ranks, which are looked up
 * once a minute; everything else is at most a second old.
 */
export async function getKnown(ctx: Needs, channelId: string, rules: SegmentRule[] = []): Promise<Known> {
  const [timeZone, { tags }, definitions, live] = await Promise.all([
    timeZones.get(ctx.clock, channelId),
    readTagging(ctx, channelId),
    listAttributeDefinitions(ctx, channelId),
    getSegmentsOf(ctx, channelId, rules),
  ]);
  const wanted = new Set([...rules, ...live.map(({ rule }) => rule)].flatMap(ranksIn));
  const ranks = await Promise.all(
    [...wanted].map(async (rank) => [rank, await rankKeys.get(ctx.clock, `${channelId}/${rank}`)] as const),
  );
  return {
    timeZone,
    tags: knownTags(tags),
    attributes: new Map(definitions.map(({ name, type }) => [name, type])),
    ranks: new Map(ranks.flatMap(([rank, key]) => (key === null ? [] : [[rank, key]]))),
    segments: new Map(live.map(({ id, name }) => [id, name])),
  };
}

/** The same with the segments as they are saved now, and the rules of those that still look at all friends. */
export async function getKnownNow(ctx: Needs, channelId: string, rules: SegmentRule[]): Promise<Known> {
  if (rules.flatMap(listReferences).some(({ kind }) => kind === 'segment')) forgetLiveSegments(channelId);
  const known = await getKnown(ctx, channelId, rules);
  return { ...known, unrecorded: unrecordedRules(await getLiveSegments(ctx, channelId)) };
}

/** The saved segments, read anew when a rule speaks of one that was not there a moment ago. */
async function getSegmentsOf(ctx: Needs, channelId: string, rules: SegmentRule[]): Promise<NamedLiveSegment[]> {
  const live = await getLiveSegments(ctx, channelId);
  const ids = new Set(live.map(({ id }) => id));
  const isNew = rules.some((rule) => listReferences(rule).some(({ kind, id }) => kind === 'segment' && !ids.has(id)));
  if (!isNew) return live;
  forgetLiveSegments(channelId);
  return getLiveSegments(ctx, channelId);
}

const knownOf = new WeakMap<ReadonlyMap<string, Tag>, Known['tags']>();

/** Made once for as long as the channel's tags are remembered. */
function knownTags(tags: ReadonlyMap<string, Tag>): Known['tags'] {
  const made = knownOf.get(tags) ?? new Map([...tags].map(([tagId, tag]) => [tagId, knownTag(tag)]));
  knownOf.set(tags, made);
  return made;
}

const knownTag = (tag: Tag): KnownTag => ({
  name: tag.name,
  fadings: [fadingOf(tag), ...(tag.formerFadings ?? [])],
  ttlMs: ttlMsOf(tag),
  tracksRise: tag.intensity?.tracksRise ?? false,
  folderId: tag.folderId ?? null,
  ...levelsOf(tag),
});

const timeZones = remembered<string>(ZONE_FRESH_MS, getTimeZone);

/** Whether a rule asks who is among the strongest: others' strength can change the answer. */
export const isRanked = (rule: SegmentRule): boolean => ranksIn(rule).length > 0;

/** The ranks that a rule speaks of, as `tagId/percent`. */
const ranksIn = (rule: SegmentRule): string[] =>
  listConditions(rule).flatMap((condition) =>
    'tag' in condition && condition.topPercent !== undefined ? [`${condition.tag}/${condition.topPercent}`] : [],
  );

/** The decay key of the last friend among the strongest so many percent of a tag's friends. */
const rankKeys = remembered<number | null>(RANK_FRESH_MS, async (path, now) => {
  const [channelId = '', tagId = '', percent = ''] = path.split('/');
  const strong = {
    channelId,
    mergedInto: null,
    tags: { $elemMatch: { tagId, k: { $ne: null }, $or: [{ activeUntil: null }, { activeUntil: { $gt: now } }] } },
  };
  const count = await countFriends(strong);
  if (count === 0) return null;
  return findTagKeyAtRank(strong, tagId, Math.max(1, Math.ceil((count * Number(percent)) / 100)));
});
