import { attributeRoutes } from './attribute-routes.js';
import { careRoutes } from './care-routes.js';
import { erasureRoutes } from './erasure-routes.js';
import { exchangeRoutes } from './exchange-routes.js';
import { importFollowers } from './import-followers.js';
import { importFriends } from './import-friends.js';
import { linkRoutes } from './link-routes.js';
import { mergeRoutes } from './merge-routes.js';
import { friendRoutes } from './routes.js';
import { timelineRoutes } from './timeline-routes.js';

export { listAttributeDefinitions } from './attribute-definitions.js';
export type { Friend } from './core/friend.js';
export type { FriendChange } from './change-friend.js';
export { FRIEND_INDEXES, SAMPLE_INDEX, type FriendDocument } from './friend.model.js';
export { changeFriend, changeFriendAndPublish, publishOutbox } from './change-friend.js';
export { changeEveryFriend } from './change-every-friend.js';
export { changeFriends } from './change-friends.js';
export {
  attributesChanged,
  consentChanged,
  friendAppeared,
  friendBlacklisted,
  friendFollowed,
  friendMerged,
  friendPathFound,
  friendUnblacklisted,
  friendUnfollowed,
  ordersChanged,
  profileFetched,
  tierChanged,
} from './events.js';
export {
  countFriends,
  countFriendsInParts,
  explainFriends,
  findFriendBehind,
  findFriendDocument,
  findFriendDocuments,
  findFriendsById,
  findProfiles,
  findTagKeyAtRank,
  getFriend,
  getFriendBehind,
  getFriendToChange,
  listDueFriendIds,
  listFriendDocuments,
  listFriendIds,
  listFriends,
  listNewestFriends,
} from './find-friends.js';
export { getVisitor } from './find-visitor.js';
export { findAddLink } from './find-add-link.js';
export { findOrCreateFriends } from './find-or-create-friends.js';
export { FETCH_PROFILE, jobs, sweeps } from './jobs.js';
export { presentFriend, presentFriendsPage } from './present-friend.js';
export { countLate } from './count-late.js';
export { findStageSinceAt, findTotalAt, groupFriends, type FriendGroup } from './group-friends.js';
export { settleDueFriends, wakeDueFriends } from './settle-due-friends.js';
export { countSends, uncountSends, type CountedSend } from './count-sends.js';
export {
  chooseMenusAt,
  countMenusToReplace,
  deferMenus,
  deferMenusToReplace,
  hasAnybodyMenu,
  isMenuOwed,
  listHoldersOfMenus,
  listOwedMenus,
  noteMenuProblem,
  noteMenusLinked,
  noteMenusReplaced,
  noteMenusTold,
  oweDriftedMenus,
  oweMenusLinkedTo,
  oweMenusToReplace,
  sampleHoldersOfMenus,
  settleBlockedMenus,
  type MenuHolder,
  type NamedMenu,
} from './menu-links.js';
export { noteCampaign } from './note-campaign.js';
export { noteCampaignClick } from './note-campaign-click.js';
export { noteHappenings, setHappened, type Notes } from './note-happenings.js';
export { setAttributes } from './set-attributes.js';
export { recordFollow, recordUnfollow } from './record-follow.js';
export const routes = [
  ...friendRoutes,
  ...attributeRoutes,
  ...careRoutes,
  ...linkRoutes,
  ...timelineRoutes,
  ...exchangeRoutes,
  ...mergeRoutes,
  ...erasureRoutes,
];
export const operations = [importFollowers, importFriends];
export { holdings, timeline } from './holdings.js';
export { holdingOf } from './holding-of.js';
export { exports } from './export-friends.js';
export { upgradeFriends } from './upgrade-friends.js';
export { walkFriendsOnce } from './walk-once.js';
