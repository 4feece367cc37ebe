import type { Context } from '../context.js';
import { countFriends } from '../friends/index.js';
import type { ContentType } from '../messages/core/template.js';
import type { SendLimit, Sends } from '../friends/core/sends.js';
import { listComplaining } from '../notices/index.js';
import { limitsFor } from './core/caps.js';
import type { SendingPolicy } from './core/sending-policy.js';
import { getSendingPolicy } from './sending-policy.js';

/** Friends whom the gates would keep from a send, by what would, as of now; one friend may count in several. */
export interface Overridden {
  optedOut: number;
  blacklisted: number;
  staffHasChat: number;
  overCap: number;
}

/** Friends of an audience who would get a send now, and those whom the gates would keep it from, by what would. */
export interface Passing {
  total: number;
  /** Finds those who would get it. */
  filter: object;
  keptBack: Overridden & { blocked: number; openComplaint: number };
}

/** How many friends under a filter the gates would let a send of this type pass to, as of now, at an open hour. */
export async function countPassing(
  ctx: Context,
  channelId: string,
  audience: object,
  contentType: ContentType,
): Promise<Passing> {
  const policy = await getSendingPolicy(ctx, channelId);
  const isPromotion = contentType === 'promotion';
  const complaining = isPromotion ? await listComplaining(channelId) : [];
  const held = {
    blocked: { standing: 'blocked' },
    blacklisted: { blacklisted: { $ne: null } },
    optedOut: isPromotion ? REFUSED : null,
    openComplaint: complaining.length > 0 ? { _id: { $in: complaining } } : null,
    staffHasChat: STAFF_HAVE_CHAT,
    overCap: overCapFilter(policy, contentType, ctx.clock.now()),
  };
  const count = (filter: object | null) => (filter === null ? 0 : countFriends({ $and: [audience, filter] }));
  const passes = { $nor: Object.values(held).filter((filter) => filter !== null) };
  const [total, blocked, blacklisted, optedOut, openComplaint, staffHasChat, overCap] = await Promise.all([
    count(passes),
    count(held.blocked),
    count(held.blacklisted),
    count(held.optedOut),
    count(held.openComplaint),
    count(held.staffHasChat),
    count(held.overCap),
  ]);
  const filter = { $and: [audience, passes] };
  return { total, filter, keptBack: { blocked, blacklisted, optedOut, openComplaint, staffHasChat, overCap } };
}

/** As the gates see it. */
const STAFF_HAVE_CHAT = { 'conversation.heldSince': { $ne: null } };
const REFUSED = { 'consent.promotion.state': 'denied' };

/** How many friends would get a broadcast although our gates would keep any other send of this type from them. */
export async function countOverridden(ctx: Context, channelId: string, contentType: ContentType): Promise<Overridden> {
  const policy = await getSendingPolicy(ctx, channelId);
  const overCap = overCapFilter(policy, contentType, ctx.clock.now());
  const count = (filter: object) => countFriends({ ...reachedIn(channelId), ...filter });
  const [optedOut, blacklisted, staffHasChat, over] = await Promise.all([
    countRefusals(channelId),
    count({ blacklisted: { $ne: null } }),
    count(STAFF_HAVE_CHAT),
    overCap === null ? 0 : count(overCap),
  ]);
  return { optedOut, blacklisted, staffHasChat, overCap: over };
}

/** How many friends who can be reached refused promotions. */
export const countRefusals = (channelId: string): Promise<number> =>
  countFriends({ ...reachedIn(channelId), ...REFUSED });

const reachedIn = (channelId: string) => ({ channelId, mergedInto: null, standing: 'following' });

/** Friends at a limit; null when the channel has none for this type. */
function overCapFilter(policy: SendingPolicy, contentType: ContentType, now: Date): object | null {
  if (policy.exempt.includes(contentType)) return null;
  const stages = policy.promotionCaps.map(({ stage }) => stage).filter((stage) => stage !== null);
  const promotions =
    contentType === 'promotion'
      ? policy.promotionCaps.flatMap(({ stage }) =>
          limitsFor(policy, stage, true).promotions.map((limit) => ({
            'stage.name': stage === null ? { $nin: stages } : stage,
            ...atLimit('promotions', limit, now),
          })),
        )
      : [];
  const all = limitsFor(policy, null, false).all.map((limit) => atLimit('all', limit, now));
  return promotions.length + all.length === 0 ? null : { $or: [...promotions, ...all] };
}

/** Newest first: at the limit is who got the send before the last that it allows too lately. */
const atLimit = (list: keyof Sends, { count, withinMs }: SendLimit, now: Date) =>
  count === 0 ? {} : { [`sent.${list}.${count - 1}.at`]: { $gt: new Date(now.getTime() - withinMs) } };
