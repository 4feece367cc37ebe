export type { Friend } from './core/friend.js';
export type { FriendChange } from './change-friend.js';
export type { FriendDocument } from './friend.model.js';
export { changeFriend, changeFriendAndPublish, publishOutbox } from './change-friend.js';
export {
  attributesChanged,
  friendAppeared,
  friendFollowed,
  friendPathFound,
  friendUnfollowed,
  ordersChanged,
  profileFetched,
} from './events.js';
export {
  countFriends,
  findFriendsById,
  getFriend,
  listDueFriendIds,
  listFriendIds,
  listFriends,
} from './find-friends.js';
export { findAddLink } from './find-add-link.js';
export { findOrCreateFriends } from './find-or-create-friends.js';
export { FETCH_PROFILE, jobs, sweeps } from './jobs.js';
export { presentFriend } from './present-friend.js';
export { touchFriends } from './touch-friends.js';
export { recordFollow, recordUnfollow } from './record-follow.js';
export { routes } from './routes.js';
