import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';
import { CONVERSATION_STATES } from './core/conversation.js';

const Moved = z.object({
  conversationId: z.string(),
  groupId: z.string().nullable(),
  state: z.enum(CONVERSATION_STATES),
  assigneeId: z.string().nullable(),
  teamId: z.string().nullable(),
  /** Whether staff, or a program in their place, have answered in it so far. */
  isAnswered: z.boolean().default(true),
  /** Who did it, as `staff/…`, `friend/…`, `apiKey/…` or `system/…`. */
  by: z.string(),
});

export const conversationOpened = defineEvent('conversation.opened', Moved);
export const conversationReopened = defineEvent('conversation.reopened', Moved);
export const conversationAssigned = defineEvent('conversation.assigned', Moved);
/** A person has the chat from now on. */
export const conversationHandedOver = defineEvent('conversation.handedOver', Moved);
/** The bot has the turn again. */
export const conversationReleased = defineEvent('conversation.released', Moved);
export const conversationSnoozed = defineEvent('conversation.snoozed', Moved);
export const conversationWoken = defineEvent('conversation.woken', Moved);
export const conversationResolved = defineEvent('conversation.resolved', Moved);
/** Team, priority, labels or who takes part were set. */
export const conversationEdited = defineEvent('conversation.edited', Moved);
/** Somebody of the staff, or a program in their place, answered. */
export const conversationAnswered = defineEvent('conversation.answered', Moved);

/** Teams or the channel may go by other calendars from now on. */
export const inboxHoursChanged = defineEvent('inbox.hoursChanged', z.object({}));

export const EVENTS = {
  opened: conversationOpened,
  reopened: conversationReopened,
  assigned: conversationAssigned,
  handedOver: conversationHandedOver,
  released: conversationReleased,
  snoozed: conversationSnoozed,
  woken: conversationWoken,
  resolved: conversationResolved,
  edited: conversationEdited,
  answered: conversationAnswered,
};
export type EventName = keyof typeof EVENTS;
