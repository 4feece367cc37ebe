import { defineListener } from '../edges.js';
import {
  attributesChanged,
  consentChanged,
  friendAppeared,
  friendBlacklisted,
  friendFollowed,
  friendPathFound,
  friendUnblacklisted,
  ordersChanged,
  profileFetched,
  tierChanged,
} from '../friends/index.js';
import type { EventDefinition } from '../infra/announcements/event.js';
import { activityStatusChanged, stageChanged } from '../lifecycle/index.js';
import { ownershipEnded, ownerVerified } from '../membership/index.js';
import { pointsEarned, pointsExpired, pointsReversed, pointsSpent } from '../points/index.js';
import { segmentEntered, segmentLeft } from '../segments/index.js';
import { tagAdded, tagApplied, tagExpired, tagFaded, tagLevelDown, tagLevelUp, tagRemoved } from '../tags/index.js';
import { CHOOSE_MENU_LISTENER, chooseFriendMenu } from './choose-menu.js';
import { relinkAfterReturn } from './relink-after-return.js';

/** Everything that a menu rule can look at. */
const mayChangeMenu = [
  friendAppeared,
  profileFetched,
  attributesChanged,
  ordersChanged,
  friendPathFound,
  friendBlacklisted,
  friendUnblacklisted,
  consentChanged,
  tagAdded,
  tagApplied,
  tagLevelUp,
  tagLevelDown,
  tagExpired,
  tagFaded,
  tagRemoved,
  ownershipEnded,
  ownerVerified,
  pointsEarned,
  pointsSpent,
  pointsExpired,
  pointsReversed,
  tierChanged,
  stageChanged,
  activityStatusChanged,
  segmentEntered,
  segmentLeft,
] as unknown as EventDefinition<unknown>[];

export const listeners = [
  defineListener({
    id: CHOOSE_MENU_LISTENER,
    on: mayChangeMenu,
    onlyLatest: true,
    handle: async (ctx, { friendId }) => {
      if (friendId !== null) await chooseFriendMenu(ctx, friendId);
    },
  }),
  defineListener({
    id: 'richmenus.relink-after-return',
    on: friendFollowed,
    handle: async (ctx, { friendId, payload }) => {
      if (friendId !== null && !payload.isFirst) await relinkAfterReturn(ctx, friendId);
    },
  }),
];
