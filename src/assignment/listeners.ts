import { staffRemoved, teamDeleted } from '../access/index.js';
import { defineListener } from '../edges.js';
import {
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
} from '../inbox/index.js';
import { queueOfTeam } from './core/queue.js';
import { followConversation } from './follow-conversation.js';
import { forgetInRules } from './forget-in-rules.js';
import { keepAssignee } from './keep-assignee.js';
import { noteAnswered, notePutBack } from './note-answered.js';
import { deletePolicy } from './policies.js';
import { routeConversation } from './route-conversation.js';
import { wakeGiving } from './wake-giving.js';

const everything = [
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
];

/** When routing rules are looked at. */
const ROUTED = new Set([conversationHandedOver, conversationOpened, conversationReopened].map(({ name }) => name));

/** The staff id of whoever did it; null for programs, friends and ourselves. */
const staffIdOf = (by: string): string | null => (by.startsWith('staff/') ? by.slice('staff/'.length) : null);

export const listeners = [
  defineListener({
    id: 'assignment.forget-team',
    on: teamDeleted,
    handle: (_ctx, { payload: { teamId } }) => deletePolicy(queueOfTeam(teamId)),
  }),
  defineListener({
    id: 'assignment.forget-in-rules',
    on: teamDeleted,
    handle: (ctx, { channelId, payload: { teamId: id, name } }) =>
      forgetInRules(ctx, channelId, { kind: 'team', id, name }),
  }),
  defineListener({
    id: 'assignment.forget-person-in-rules',
    on: staffRemoved,
    handle: (ctx, { channelId, payload: { staffId: id, name } }) =>
      forgetInRules(ctx, channelId, { kind: 'person', id, name }),
  }),
  defineListener({
    id: 'assignment.follow',
    on: everything,
    handle: async (ctx, { id: eventId, name, at, payload: { conversationId, assigneeId, by } }) => {
      const staffId = staffIdOf(by);
      if (name === conversationAnswered.name && staffId !== null) await noteAnswered(conversationId, staffId, at);
      if (name === conversationAssigned.name && staffId !== null && assigneeId === null)
        await notePutBack(conversationId, staffId);
      const isByFriend = name === conversationReopened.name && staffId === null && !by.startsWith('apiKey/');
      if (isByFriend && assigneeId !== null) await keepAssignee(ctx, conversationId, assigneeId);
      if (ROUTED.has(name)) await routeConversation(ctx, conversationId, eventId);
      if (await followConversation(ctx, conversationId)) wakeGiving(ctx);
    },
  }),
];
