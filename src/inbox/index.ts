import { conversationRoutes } from './conversation-routes.js';
import { draftRoutes } from './draft-routes.js';
import { setUpRoutes } from './set-up-routes.js';
import { threadRoutes } from './thread-routes.js';

export { act } from './act.js';
export { addEntry } from './add-entry.js';
export { operations } from './bulk.js';
export { findLatestChange, GONE, listChanges, readChanged, readSights, type Change } from './changes.js';
export { chatOf } from './compose-answer.js';
export type { Conversation } from './conversation.model.js';
export { presentAll } from './conversation-routes.js';
export { editConversation, LABELS_MAX } from './edit-conversation.js';
export { escalateConversation } from './escalate-conversation.js';
export {
  conversationAnswered,
  conversationAssigned,
  conversationEdited,
  conversationHandedOver,
  conversationOpened,
  conversationReleased,
  conversationReopened,
  conversationResolved,
  conversationSnoozed,
  conversationWoken,
  inboxHoursChanged,
} from './events.js';
export { findConversation, findConversations, findExisting, listAssignedTo } from './find-conversations.js';
export { asksForStaff, countHeard, hearFriend, hearGroup, type HeardOfFriend, type Uncounted } from './hear.js';
export { hearEdited } from './hear-edited.js';
export { hearUnsent } from './hear-unsent.js';
export { holdings, timeline } from './holdings.js';
export { getInboxSettings } from './inbox-settings.js';
export { jobs, sweeps } from './jobs.js';
export { listeners } from './listeners.js';
export type { GoneConversation } from './gone-conversation.model.js';
export { checkViewRule, meetsRule } from './meets-rule.js';
export { findOpenHours } from './open-hours.js';
export { references } from './references.js';
export { requireKnownStaff } from './require-known.js';
export {
  checkServiceAt,
  listDueServiceChecks,
  listGoingOn,
  settleServiceChecks,
  type ServiceCheck,
} from './service-check.js';
export { giveBackReply, takeFreeReply, takeReply } from './take-reply.js';
export { CONVERSATIONS_CHANGED } from './signal-changed.js';
export { markThread } from './thread-mark.js';
export { getConversation, lookAtChats, onlookerOf } from './visibility.js';

export const routes = [...conversationRoutes, ...threadRoutes, ...draftRoutes, ...setUpRoutes];
