import { z } from 'zod';
import { PresentedServiceLevel } from '../hours/schemas.js';
import { LOADING_SECONDS } from './core/loading.js';
import { Target } from '../hours/core/service-policy.js';
import { TEXT_LENGTH_MAX } from '../messages/core/limits.js';
import { Cursor } from '../shared/cursor.js';
import { Instant } from '../shared/instant.js';
import { Language } from '../shared/language.js';
import { AnswerContent, AnswerExtras } from './core/answer.js';
import { CONVERSATION_STATES } from './core/conversation.js';
import { Label, MacroAction, StaffId } from './core/macro.js';
import { PRIORITIES } from './core/priority.js';
import { SERVICE_STATES } from './core/service-standing.js';
import { ViewRule } from './core/view.js';

const CANNED_TEXTS_MAX = 10;
const ACTIONS_MAX = 20;
const DUE_MINUTES_MAX = 60 * 24 * 365;

export const ConversationId = z.string().regex(/^[0-9A-Z]{26}$/, 'must be a conversation id');
/** The caller's own id of what it sends: the same id is sent once. */
export const CallerId = z.string().regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits or one of _ . : -');
export const Order = z.enum(['newest', 'waiting', 'due']);

const Said = AnswerExtras.extend({ id: CallerId, content: AnswerContent });
export const AnswerInput = Said.extend({
  /** The place of the last line that whoever answers saw: refused when a colleague has answered after it. */
  seenUntil: z.string().max(600).optional(),
});
export const ScheduleInput = Said.extend({ sendAt: Instant });

export const CannedResponseInput = z.strictObject({
  /** What staff type to find it. */
  shortcut: z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u, 'must be 1 to 40 letters, digits, _ or -'),
  name: z.string().trim().min(1).max(100),
  /** By language; at least one. Variables stand as `{{displayName}}`. */
  texts: z
    .partialRecord(Language, z.string().min(1).max(TEXT_LENGTH_MAX))
    .refine((texts) => Object.keys(texts).length > 0 && Object.keys(texts).length <= CANNED_TEXTS_MAX, {
      error: 'must have at least one language',
    }),
});
export type CannedResponseInput = z.infer<typeof CannedResponseInput>;

export const MacroInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  actions: z.array(MacroAction).min(1).max(ACTIONS_MAX),
});
export type MacroInput = z.infer<typeof MacroInput>;

export const ViewInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  rule: ViewRule,
  order: Order.default('newest'),
});
export type ViewInput = z.infer<typeof ViewInput>;

export const EditInput = z.strictObject({
  priority: z.enum(PRIORITIES).optional(),
  teamId: z.string().min(1).max(40).nullable().optional(),
  addLabels: z.array(Label).max(20).optional(),
  removeLabels: z.array(Label).max(20).optional(),
  addParticipants: z.array(StaffId).max(50).optional(),
  removeParticipants: z.array(StaffId).max(50).optional(),
});

export const NoteInput = z.strictObject({
  text: z.string().trim().min(1).max(5_000),
  mentions: z.array(StaffId).max(20).default([]),
});

/** Until when; without one, until they reply. */
export const SnoozeInput = z.strictObject({ until: Instant.nullable().default(null) });
export const LoadingInput = z.strictObject({
  seconds: z.int().min(LOADING_SECONDS.min).max(LOADING_SECONDS.max).multipleOf(LOADING_SECONDS.step).default(20),
});

export const ListQuery = z.strictObject({
  channelId: z.string().max(40).optional(),
  view: z.string().max(40).optional(),
  state: z.enum(CONVERSATION_STATES).optional(),
  /** A staff id, `me`, `nobody` or `anybody`. */
  assignee: StaffId.optional(),
  label: Label.optional(),
  /** `breached`, or within how many minutes it is over. */
  due: z.union([z.literal('breached'), z.coerce.number().int().min(0).max(DUE_MINUTES_MAX)]).optional(),
  order: Order.optional(),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** At most one place; without one, the newest end. */
export const ThreadQuery = z
  .strictObject({
    before: z.string().max(600).optional(),
    after: z.string().max(600).optional(),
    around: z.string().max(600).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine(
    ({ before, after, around }) => [before, after, around].filter((one) => one !== undefined).length <= 1,
    'must have at most one of before, after and around',
  );

export const SearchQuery = z.strictObject({
  channelId: z.string().max(40).optional(),
  q: z.string().trim().min(1).max(100),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** A conversation as callers see it. */
export const PresentedConversation = z
  .object({
    id: z.string(),
    channelId: z.string(),
    /** Null for a group. */
    friend: z
      .object({
        id: z.string(),
        displayName: z.string().nullable(),
        pictureUrl: z.string().nullable(),
        stage: z.string().nullable(),
      })
      .nullable(),
    groupId: z.string().nullable(),
    leftGroupAt: z.date().nullable().meta({
      description: 'When the account left the group: nothing can be sent until it is back. Null while it can.',
    }),
    state: z.enum(CONVERSATION_STATES),
    stateAt: z.date(),
    /** Since when a person has the chat and the bot is silent. */
    heldSince: z.date().nullable(),
    snoozedUntil: z.date().nullable(),
    assigneeId: z.string().nullable(),
    teamId: z.string().nullable(),
    priority: z.enum(PRIORITIES),
    labels: z.array(z.string()),
    participants: z.array(z.string()),
    /** Since when the friend has been waiting for an answer of staff. */
    waitingSince: z.date().nullable(),
    openedAt: z.date(),
    resolvedAt: z.date().nullable(),
    lastAt: z.date(),
    firstStaffAt: z.date().nullable(),
    lastMessage: z
      .object({
        at: z.date(),
        from: z.enum(['friend', 'staff', 'bot']),
        text: z.string().nullable(),
        isNotSent: z.boolean().meta({ description: 'An answer that did not reach the friend.' }),
      })
      .nullable(),
    /** How it stands under its service policy; null without one. */
    serviceLevel: z
      .object({
        policyId: z.string(),
        version: z.number(),
        name: z.string(),
        state: z.enum(SERVICE_STATES),
        /** When the nearest of what staff owe is over, and which promise that is; null while nothing runs. */
        dueAt: z.date().nullable(),
        for: Target.nullable(),
        promises: PresentedServiceLevel.shape.measured,
      })
      .nullable(),
    unreadCount: z.number(),
    readAt: z.record(z.string(), z.date()),
    /** Until when the next answer is free, and how many are; null when it would cost a message. */
    freeUntil: z.date().nullable(),
    freeAnswers: z.number(),
    /** Staff with a draft that has not left. */
    draftBy: z.array(z.string()),
    /** Grows with each change: of two readings the one with the higher version is the newer. */
    version: z.number(),
  })
  .meta({ id: 'Conversation' });

export const PresentedLine = z
  .object({
    id: z.string(),
    at: z.date(),
    /** Where it stands: for `before`, `after` and `around`. */
    place: z.string(),
    kind: z.enum(['message', 'tap', 'happening', 'sent', 'note', 'event']),
    author: z.object({
      kind: z.enum(['friend', 'staff', 'bot', 'campaign', 'system']),
      id: z.string().nullable(),
      /** Of who spoke in a group, once LINE told it. */
      displayName: z.string().nullable().optional(),
      pictureUrl: z.string().nullable().optional(),
    }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ThreadLine' });

export const PresentedAnswer = z.object({
  deliveryId: z.string(),
  method: z.enum(['reply', 'push']),
  cost: z.number().nullable(),
  conversation: PresentedConversation,
});

/** How many there are; `isCut` when there are more than are counted. */
export const Count = z.object({ count: z.number(), isCut: z.boolean() });

export const PresentedWaiting = z.object({
  /** Open conversations in which somebody waits for an answer of staff. */
  waiting: Count,
  /** Open ones in which what a service policy promised is over. */
  breached: Count,
  longest: z.object({ conversationId: z.string(), since: z.date() }).nullable(),
});
