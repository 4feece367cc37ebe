import type { ExportSource } from '../edges.js';
import { eachPage } from '../infra/mongo/each-page.js';
import { listAttributeDefinitions } from './attribute-definitions.js';
import { writeAttribute } from './core/attribute.js';
import { EXPORT_COLUMNS } from './core/import-row.js';
import { intensityAt, isActive, levelHeld } from './core/friend-tag.js';
import { FriendModel } from './friend.model.js';

const TAG_COLUMNS = [
  'friendId',
  'lineUserId',
  'tagId',
  'isActive',
  'intensity',
  'level',
  'count',
  'firstAt',
  'lastAt',
  'expiresAt',
];

const friendsOf = (channelId: string) => eachPage(FriendModel, { channelId, mergedInto: null });

/** Friends, one a row, in a form that an import takes again. */
const friends: ExportSource = {
  name: 'friends',
  async columns(ctx, channelId) {
    const definitions = await listAttributeDefinitions(ctx, channelId);
    return ['friendId', 'lineUserId', ...EXPORT_COLUMNS, ...definitions.map(({ name }) => `attribute.${name}`)];
  },
  async *rows(_ctx, channelId) {
    for await (const friend of friendsOf(channelId)) {
      const { profile, stage, orders, attributes, consent } = friend;
      yield {
        friendId: friend._id,
        lineUserId: friend.lineUserId,
        displayName: profile?.displayName,
        language: profile?.language,
        standing: friend.standing,
        followedAt: friend.followedAt,
        blockedAt: friend.blockedAt,
        friendPath: friend.friendPath?.name,
        stage: stage?.name,
        stageSince: stage?.since,
        activityStatus: friend.activityStatus?.name,
        health: friend.health?.score,
        orderCount: orders.count,
        orderTotalMinor: orders.totalMinor,
        currency: orders.currency,
        lastActiveAt: friend.lastActiveAt,
        blacklistedAt: friend.blacklisted?.at,
        createdAt: friend.createdAt,
        ...Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [`attribute.${name}`, writeAttribute(value)]),
        ),
        consent: Object.entries(consent)
          .map(([purpose, { state }]) => `${purpose}:${state}`)
          .join('|'),
      };
    }
  },
};

/** Tags of friends, a row for each, as they are now. */
const tags: ExportSource = {
  name: 'tags',
  columns: async () => TAG_COLUMNS,
  async *rows(ctx, channelId) {
    for await (const friend of friendsOf(channelId)) {
      const now = ctx.clock.now();
      for (const tag of friend.tags) {
        const { tagId, count, firstAt, lastAt, expiresAt } = tag;
        const state = {
          isActive: isActive(tag, now),
          intensity: intensityAt(tag, now),
          level: levelHeld(tag, now),
        };
        yield {
          friendId: friend._id,
          lineUserId: friend.lineUserId,
          tagId,
          ...state,
          count,
          firstAt,
          lastAt,
          expiresAt,
        };
      }
    }
  },
};

export const exports: ExportSource[] = [friends, tags];
