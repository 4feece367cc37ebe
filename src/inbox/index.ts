import { conversationRoutes } from './conversation-routes.js';
import { draftRoutes } from './draft-routes.js';
import { setUpRoutes } from './set-up-routes.js';
import { threadRoutes } from './thread-routes.js';

export { operations } from './bulk.js';
export { findLatestChange, GONE, listChanges, readChanged, readSights, type Change } from './changes.js';
export type { Conversation } from './conversation.model.js';
export { presentAll } from './conversation-routes.js';
export {
  conversationAnswered,
  conversationAssigned,
  conversationHandedOver,
  conversationOpened,
  conversationReleased,
  conversationReopened,
  conversationResolved,
  conversationSnoozed,
  conversationWoken,
} from './events.js';
export { asksForStaff, countHeard, hearFriend, hearGroup, type HeardOfFriend, type Uncounted } from './hear.js';
export { hearEdited } from './hear-edited.js';
export { hearUnsent } from './hear-unsent.js';
export { holdings, timeline } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export { references } from './references.js';
export type { GoneConversation } from './gone-conversation.model.js';
export { CONVERSATIONS_CHANGED } from './signal-changed.js';
export { markThread } from './thread-mark.js';
export { getConversation, onlookerOf } from './visibility.js';

export const routes = [...conversationRoutes, ...threadRoutes, ...draftRoutes, ...setUpRoutes];
