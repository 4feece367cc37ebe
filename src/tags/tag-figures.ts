import { z } from 'zod';
import type { Context } from '../context.js';
import { countFriends } from '../friends/index.js';
import { decayKeyThreshold } from '../friends/core/friend-tag.js';
import { fadingOf, ttlMsOf } from './core/tag.js';
import { getTag } from './find-tags.js';
import { TagLedgerModel, type Tag } from './tag.model.js';

const DAY_MS = 24 * 3600 * 1000;
/** Applications beyond this many are not counted one by one. */
const APPLICATIONS_MAX = 100_000;
const FRESH_DAYS = 7;

/** The figures of a tag's page. */
export const TagFigures = z.object({
  active: z.number(),
  /** Applications that counted; `isCut` when there were more than are counted. */
  applied: z.object({
    last24Hours: z.number(),
    last7Days: z.number(),
    last30Days: z.number(),
    isCut: z.boolean(),
  }),
  /** Null for a tag whose intensity no index can compare. */
  quadrants: z
    .object({
      /** Fresh and high. */
      hot: z.number(),
      /** Fresh and low. */
      curious: z.number(),
      /** Not fresh any more, but applied often in its lifetime. */
      cooling: z.number(),
      /** Neither fresh nor applied often. */
      cold: z.number(),
      freshFrom: z.date(),
      highFrom: z.number(),
    })
    .nullable(),
});

/** How many friends have a tag, how often it was applied lately, and how recency and intensity divide its friends. */
export async function figuresOf(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  tagId: string,
): Promise<z.infer<typeof TagFigures>> {
  const tag = await getTag(channelId, tagId);
  const now = ctx.clock.now();
  const within = { channelId, mergedInto: null };
  const active = { tagId, $or: [{ activeUntil: null }, { activeUntil: { $gt: now } }] };
  const [count, day, week, month, quadrants] = await Promise.all([
    countFriends({ ...within, tags: { $elemMatch: active } }),
    applicationsSince(tag, now, 1),
    applicationsSince(tag, now, 7),
    applicationsSince(tag, now, 30),
    quadrantsOf(within, tag, now),
  ]);
  return {
    active: count,
    applied: { last24Hours: day, last7Days: week, last30Days: month, isCut: month >= APPLICATIONS_MAX },
    quadrants,
  };
}

async function applicationsSince({ channelId, tagId, countsFrom }: Tag, now: Date, days: number): Promise<number> {
  const since = new Date(now.getTime() - days * DAY_MS);
  return TagLedgerModel.countDocuments(
    {
      channelId,
      tagId,
      at: { $gte: since, $lte: now },
      op: { $in: ['apply', null] },
      suppressed: null,
      ...(countsFrom ? { recordedAt: { $gte: countsFrom } } : {}),
    },
    { limit: APPLICATIONS_MAX },
  );
}

/**
 * Fresh: applied within a third of the validity, or 7 days. High: at least the second level, or 3. Only friends who ever
 * had the tag are divided; fresh and high look at now, `cooling` at lifetime applications.
 */
async function quadrantsOf(within: object, tag: Tag, now: Date): Promise<z.infer<typeof TagFigures>['quadrants']> {
  const fading = fadingOf(tag);
  if (fading.kind === 'linear' || fading.kind === 'window') return null;
  const { tagId } = tag;
  const highFrom = tag.intensity?.levels[1]?.min ?? 3;
  const freshFrom = new Date(now.getTime() - (ttlMsOf(tag) ?? FRESH_DAYS * 3 * DAY_MS) / 3);
  const active = { $or: [{ activeUntil: null }, { activeUntil: { $gt: now } }] };
  const k = { $gte: decayKeyThreshold(highFrom, now, fading) };
  const fresh = { tagId, ...active, lastAt: { $gte: freshFrom } };
  const counted = (match: object) => countFriends({ ...within, tags: { $elemMatch: match } });
  const [all, isFresh, hot, often] = await Promise.all([
    counted({ tagId }),
    counted(fresh),
    counted({ ...fresh, k }),
    counted({ tagId, count: { $gte: highFrom }, $nor: [{ ...active, lastAt: { $gte: freshFrom } }] }),
  ]);
  return { hot, curious: isFresh - hot, cooling: often, cold: all - isFresh - often, freshFrom, highFrom };
}
