import type { ConversationEvent } from '../hours/core/running-spans.js';
import type { Measured } from '../hours/core/service-level.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { OutOfHoursNote } from './core/out-of-hours.js';

/** What is known of a conversation for its service level. */
export interface ServiceRecord {
  /** The conversation. */
  _id: string;
  channelId: string;
  friendId: string | null;
  groupId: string | null;
  history: ConversationEvent[];
  /** Next answers that were cut off the front of the history. */
  earlier: number;
  /** Up to which revision of the conversation it is followed. */
  lookedUntil: number;
  /** The version of a policy that it is held to, and since when it is the one of then; null for none. */
  policy: { id: string; version: number } | null;
  policyAt: Date;
  /** Of which team it was when that was chosen. */
  chosenFor: string | null;
  /** Promises that were measured to their end: they stay so. */
  settled: Measured[];
  /** Warnings, breaches and escalations that were told of. */
  told: string[];
  outOfHours: OutOfHoursNote | null;
  rev: number;
}

export const ServiceRecordModel = defineModel<ServiceRecord>(
  'ServiceRecord',
  'serviceRecords',
  {
    channelId: String,
    friendId: String,
    groupId: String,
    history: [Anything],
    earlier: Number,
    lookedUntil: Number,
    policy: Anything,
    policyAt: Date,
    chosenFor: String,
    settled: [Anything],
    told: [String],
    outOfHours: Anything,
    rev: Number,
  },
  [[{ friendId: 1 }]],
);
