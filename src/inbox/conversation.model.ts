import type { DomainEvent } from '../infra/announcements/event.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { Standing } from './core/conversation.js';
import type { Happening } from './core/happenings.js';
import type { Priority } from './core/priority.js';
import type { ServiceStanding } from './core/service-standing.js';
import type { FormerSight } from './core/sight.js';

/** Who said something in a chat. */
export type Author = 'friend' | 'staff' | 'bot';

/** A talk with one friend, or with one group or room, from when staff are needed until it is resolved. */
export interface Conversation extends Standing {
  _id: string;
  channelId: string;
  /** Null for a group. */
  friendId: string | null;
  /** LINE's group or room; null for a friend. */
  groupId: string | null;
  /** Whom it is with, while it is not resolved: one such conversation for each. */
  openFor?: string;
  stateAt: Date;
  teamId: string | null;
  priority: Priority;
  labels: string[];
  participants: string[];
  openedAt: Date;
  openedBy: string;
  resolvedAt: Date | null;
  /** Newest of what the friend and staff said, for the order of lists. */
  lastAt: Date;
  lastInboundAt: Date | null;
  lastStaffAt: Date | null;
  firstStaffAt: Date | null;
  /** Since when that waited which staff answered last; absent before. */
  answeredSince?: Date;
  /** Latest answers that were told as not sent, each once. */
  notSentIds?: string[];
  lastMessage: {
    at: Date;
    from: Author;
    text: string | null;
    messageId: string | null;
    /** An answer that did not reach the friend. */
    isNotSent?: boolean;
  } | null;
  /** What the friend said since staff answered or looked last. */
  unreadCount: number;
  /** When each of the staff read it last, by staff id. */
  readAt: Record<string, Date>;
  /** Reply tokens that LINE still takes, each once, the newest last. */
  replies: { token: string; until: Date }[];
  /** LINE's token that marks everything so far as read; absent once used. */
  readToken?: string;
  /** Latest events of LINE that were counted, so that each is counted once. */
  heardIds: string[];
  /** What its changes put between the messages and announce, and is still to be done. */
  outbox: { entry: Entry | null; event: DomainEvent | null }[];
  owedAt?: Date;
  /** When what was said is to be made findable; absent while all of it is. */
  textsDueAt?: Date;
  /** Up to where it is. */
  textsUntil: Date | null;
  /** When its service and open hours are to be looked at; absent while nothing is to be seen. */
  serviceCheckAt?: Date;
  /** What happened to it and was not looked at for that yet, in order. */
  happened?: Happening[];
  /** How it stands under a service policy; absent without one. */
  serviceLevel?: ServiceStanding;
  /** When the nearest of what staff owe is over, also once that has passed; absent while nothing runs. */
  dueAt?: Date;
  /** Latest escalations that were done, each once. */
  escalated?: string[];
  /** Staff with a draft that has not left. */
  draftBy: string[];
  /** Whose answer is leaving now, by its delivery; absent when none is. */
  answering?: { id: string; until: Date };
  /** Who saw it before, for consoles that still show it. */
  formerSights: FormerSight[];
  rev: number;
  /** Counts every change that consoles show, also those that no decision goes by. */
  version: number;
  /** When it changed last, by the clock of the store. */
  changedAt?: Date;
}

/** Part of every update that consoles show. */
export const TOUCH = { $currentDate: { changedAt: true }, $inc: { version: 1 } } as const;

export const ConversationModel = defineModel<Conversation>(
  'Conversation',
  'conversations',
  {
    channelId: String,
    friendId: String,
    groupId: String,
    openFor: String,
    state: String,
    stateAt: Date,
    heldSince: Date,
    assigneeId: String,
    teamId: String,
    snoozedUntil: Date,
    waitingSince: Date,
    priority: Number,
    labels: [String],
    participants: [String],
    openedAt: Date,
    openedBy: String,
    resolvedAt: Date,
    lastAt: Date,
    lastInboundAt: Date,
    lastStaffAt: Date,
    firstStaffAt: Date,
    answeredSince: Date,
    notSentIds: [String],
    lastMessage: Anything,
    unreadCount: Number,
    readAt: Anything,
    replies: [Anything],
    readToken: String,
    heardIds: [String],
    outbox: [Anything],
    owedAt: Date,
    textsDueAt: Date,
    textsUntil: Date,
    serviceCheckAt: Date,
    happened: [Anything],
    serviceLevel: Anything,
    dueAt: Date,
    escalated: [String],
    draftBy: [String],
    answering: Anything,
    formerSights: [Anything],
    rev: Number,
    version: Number,
    changedAt: Date,
  },
  [
    [{ openFor: 1 }, { unique: true, sparse: true }],
    [{ channelId: 1, state: 1, lastAt: -1, _id: -1 }],
    [{ channelId: 1, state: 1, waitingSince: 1, _id: 1 }],
    [{ channelId: 1, state: 1, dueAt: 1, _id: 1 }],
    [{ channelId: 1, teamId: 1, state: 1 }],
    [{ assigneeId: 1, state: 1, lastAt: -1, _id: -1 }],
    [{ friendId: 1, _id: -1 }],
    [{ groupId: 1, _id: -1 }],
    [{ snoozedUntil: 1 }, { sparse: true }],
    [{ owedAt: 1 }, { sparse: true }],
    [{ textsDueAt: 1 }, { sparse: true }],
    [{ serviceCheckAt: 1 }, { sparse: true }],
    [{ changedAt: 1 }, { sparse: true }],
  ],
);

/** What stands between the messages of a chat: a note of staff, or something that became of a conversation. */
export interface Entry {
  _id: string;
  channelId: string;
  conversationId: string;
  friendId: string | null;
  groupId: string | null;
  kind: 'note' | 'event';
  at: Date;
  by: string;
  /** Of a note; null once deleted. */
  text: string | null;
  mentions: string[];
  editedAt: Date | null;
  /** Of an event: its name, with what it was before and after. */
  name: string | null;
  data: Record<string, unknown>;
  /** The operation that did it. */
  operationId?: string;
}

export const EntryModel = defineModel<Entry>(
  'ConversationEntry',
  'conversationEntries',
  {
    channelId: String,
    conversationId: String,
    friendId: String,
    groupId: String,
    kind: String,
    at: Date,
    by: String,
    text: String,
    mentions: [String],
    editedAt: Date,
    name: String,
    data: Anything,
    operationId: String,
  },
  [
    [{ friendId: 1, at: -1, _id: -1 }],
    [{ groupId: 1, at: -1, _id: -1 }],
    [{ operationId: 1, _id: 1 }, { sparse: true }],
  ],
);
