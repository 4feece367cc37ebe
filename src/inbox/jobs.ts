import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { sweepOwed } from './change-conversation.js';
import { FETCH_MEMBERS, fetchMembers, MEMBERS_AT_ONCE } from './members.js';
import { SEND_SCHEDULED, sendScheduled, sweepScheduled } from './schedule-message.js';
import { INDEX_TEXTS, indexTexts, sweepTexts } from './texts.js';
import { sweepSnoozed, WAKE_CONVERSATION, wakeConversation } from './wake-snoozed.js';

const OfConversation = z.object({ conversationId: z.string() });

export const jobs = [
  defineJob({
    name: WAKE_CONVERSATION,
    payload: OfConversation,
    concurrency: 5,
    handle: (ctx, { conversationId }) => wakeConversation(ctx, conversationId),
  }),
  defineJob({
    name: INDEX_TEXTS,
    payload: OfConversation,
    concurrency: 2,
    handle: (ctx, { conversationId }) => indexTexts(ctx, conversationId),
  }),
  defineJob({
    name: FETCH_MEMBERS,
    payload: OfConversation.extend({ lineUserIds: z.array(z.string()).max(MEMBERS_AT_ONCE) }),
    concurrency: 2,
    handle: (ctx, payload) => fetchMembers(ctx, payload),
  }),
  defineJob({
    name: SEND_SCHEDULED,
    payload: z.object({ messageId: z.string() }),
    concurrency: 5,
    handle: (ctx, { messageId }) => sendScheduled(ctx, messageId),
  }),
];

export const sweeps: SweepDefinition[] = [
  { name: 'inbox.owed', run: (ctx) => sweepOwed(ctx) },
  { name: 'inbox.snoozed', run: (ctx) => sweepSnoozed(ctx) },
  { name: 'inbox.scheduled', run: (ctx) => sweepScheduled(ctx) },
  { name: 'inbox.texts', run: (ctx) => sweepTexts(ctx) },
];
