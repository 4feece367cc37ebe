import type { z } from 'zod';
import { PROMOTION, PROMOTION_OPT_OUT } from './core/consent.js';
import type { Friend } from './core/friend.js';
import { tierAt } from './core/friend-tier.js';
import { happenedKind } from './core/happened.js';
import { pointsAt } from './core/friend-points.js';
import { intensityAt, isActive, levelHeld } from './core/friend-tag.js';
import type { FriendsPage, PresentedFriend } from './schemas.js';

/** A friend as callers see them, with tags as they are at `now`. */
export function presentFriend(friend: Friend, now: Date): z.infer<typeof PresentedFriend> {
  return {
    id: friend._id,
    channelId: friend.channelId,
    lineUserId: friend.lineUserId,
    displayName: friend.profile?.displayName ?? null,
    pictureUrl: friend.profile?.pictureUrl ?? null,
    language: friend.profile?.language ?? null,
    standing: friend.standing,
    followedAt: friend.followedAt,
    blockedAt: friend.blockedAt,
    friendPath: friend.friendPath,
    attributes: attributesOf(friend),
    tags: friend.tags.map((tag) => ({
      tagId: tag.tagId,
      isActive: isActive(tag, now),
      intensity: intensityAt(tag, now),
      level: levelHeld(tag, now),
      count: tag.count,
      lastAt: tag.lastAt,
      expiresAt: tag.expiresAt,
    })),
    stage: stageOf(friend),
    activityStatus: friend.activityStatus,
    health: friend.health,
    rfm: friend.rfm,
    segments: friend.segments,
    consent: friend.consent,
    blacklisted: friend.blacklisted,
    mergedInto: friend.mergedInto,
    happened: happenedTo(friend),
    campaigns: friend.campaigns,
    surveys: friend.surveys,
    conversation: friend.conversation && presentConversation(friend.conversation),
    membership: friend.membership,
    points: pointsAt(friend.points, now),
    tier: tierOf(friend, now),
    orders: ordersOf(friend),
    lastActiveAt: friend.lastActiveAt,
    richMenu: {
      desired: friend.menu.desired?.name ?? null,
      rule: friend.menu.desired?.rule ?? null,
      linked: friend.menu.linked?.name ?? null,
      linkedAt: friend.menu.linked?.at ?? null,
    },
    createdAt: friend.createdAt,
  };
}

function presentConversation({ id, state, since, heldSince }: NonNullable<Friend['conversation']>) {
  return { id, state, since, heldSince };
}

/** The older name of the consent for promotions still reads as an attribute. */
function attributesOf({ attributes, consent }: Friend): Friend['attributes'] {
  const promotion = consent[PROMOTION];
  return promotion ? { ...attributes, [PROMOTION_OPT_OUT]: promotion.state === 'denied' } : attributes;
}

function tierOf({ tier }: Friend, now: Date) {
  const step = tierAt(tier, now);
  return step ? { key: step.key, since: step.from, until: step.until } : null;
}

function stageOf({ stage }: Friend) {
  if (!stage) return null;
  const { name, since, policyVersion, lock } = stage;
  return { name, since, policyVersion, lock };
}

/** Kinds as they are named elsewhere, with the dot that paths in the store cannot have. */
function happenedTo({ happened }: Friend) {
  return Object.fromEntries(
    Object.entries(happened).map(([kind, { count, firstAt, lastAt }]) => [
      happenedKind(kind),
      { count, firstAt, lastAt },
    ]),
  );
}

function ordersOf({ orders: { count, totalMinor, refundedMinor, currency, firstAt, lastAt, lastMinor } }: Friend) {
  return { count, totalMinor, refundedMinor, currency, firstAt, lastAt, lastMinor };
}

/** A page of friends as callers see them, with where the next one begins; null after the last. */
export function presentFriendsPage(friends: Friend[], limit: number, now: Date): z.infer<typeof FriendsPage> {
  return {
    friends: friends.map((friend) => presentFriend(friend, now)),
    next: friends.length === limit ? (friends.at(-1)?._id ?? null) : null,
  };
}
