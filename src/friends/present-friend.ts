import type { z } from 'zod';
import type { Friend } from './core/friend.js';
import { intensityAt, isActive } from './core/friend-tag.js';
import type { PresentedFriend } from './schemas.js';

/** A friend as callers see them, with tags as they are at `now`. */
export function presentFriend(friend: Friend, now: Date): z.infer<typeof PresentedFriend> {
  return {
    id: friend._id,
    channelId: friend.channelId,
    lineUserId: friend.lineUserId,
    displayName: friend.profile?.displayName ?? null,
    language: friend.profile?.language ?? null,
    standing: friend.standing,
    followedAt: friend.followedAt,
    blockedAt: friend.blockedAt,
    friendPath: friend.friendPath,
    attributes: friend.attributes,
    tags: friend.tags.map((tag) => ({
      tagId: tag.tagId,
      isActive: isActive(tag, now),
      intensity: intensityAt(tag, now),
      level: tag.level,
      count: tag.count,
      lastAt: tag.lastAt,
      expiresAt: tag.expiresAt,
    })),
    stage: friend.stage,
    membership: friend.membership,
    orders: friend.orders,
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
