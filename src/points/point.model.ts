import type { Actor } from '../context.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { CheckIn, CheckInProgram } from './core/check-in.js';
import type { Lot } from './core/lots.js';
import type { OrderRate, PointRule } from './core/rules.js';
import type { PointSettings } from './core/settings.js';

export const POINT_OPS = ['earn', 'spend', 'expire', 'reverse', 'transfer'] as const;
export type PointOp = (typeof POINT_OPS)[number];

/** Where points come from or go to. */
export type PointSource =
  | { kind: 'api'; id: string }
  | { kind: 'rule'; id: string; name: string; about: string; rate?: OrderRate }
  | ({ kind: 'checkIn'; id: string; bonus: number } & CheckIn)
  | { kind: 'refund'; id: string }
  | { kind: 'expiry'; id: string }
  | { kind: 'merge'; id: string }
  | { kind: 'reward'; id: string };

/** One change of a friend's points: append-only. A balance is the sum over the entries, lot by lot. */
export interface PointEntry {
  /** Derived from channel and cause, so that the same cause is written down once. */
  _id: string;
  channelId: string;
  friendId: string;
  /** Place in the friend's ledger. Taken once: who decided on the ledger up to the place before decides this one alone. */
  seq: number;
  op: PointOp;
  /** What the balance changes by; the sum of the parts. */
  points: number;
  /** What was asked for: of a taking back, more than there was to take. */
  asked: number;
  /** The lots that it changes. */
  parts: Lot[];
  /** The entry that it takes back. */
  reverses?: string;
  reason: string;
  source: PointSource;
  actor: Actor;
  at: Date;
  recordedAt: Date;
  /** The friend's record does not have it yet, nor was it announced. */
  isOpen?: boolean;
  /** The merge of two friends that brought it to this one. */
  mergeId?: string;
}

/** How far the ledger of a friend was summed up, under the friend's id: a shortcut, never the truth. */
export interface PointAccount {
  _id: string;
  channelId: string;
  /** Place of the latest entry that the lots have in them. */
  seq: number;
  lots: Lot[];
  /** Counts how often the whole ledger was to be summed up anew; a sum begun before is not written. */
  epoch: number;
  /** Entries came or went by a merge: the whole ledger is to be summed up. */
  isStale: boolean;
  /** When a lot expires or is to be warned of; null when none is. */
  checkAt: Date | null;
}

/** How points of one channel end, under the channel's id. */
export type StoredPointSettings = PointSettings & { _id: string };

/** What one channel gives for checking in, under the channel's id. */
export type StoredCheckInProgram = CheckInProgram & { _id: string };

/** A rule of one channel by which friends earn. */
export type StoredPointRule = PointRule & { _id: string; channelId: string; from: Date; createdAt: Date };

export const PointEntryModel = defineModel<PointEntry>(
  'PointEntry',
  'pointEntries',
  {
    channelId: String,
    friendId: String,
    seq: Number,
    op: String,
    points: Number,
    asked: Number,
    parts: [Anything],
    reverses: String,
    reason: String,
    source: Anything,
    actor: Anything,
    at: Date,
    recordedAt: Date,
    isOpen: Boolean,
    mergeId: String,
  },
  [
    [{ friendId: 1, seq: 1 }, { unique: true }],
    [{ friendId: 1, at: -1, _id: -1 }],
    [{ friendId: 1, 'source.kind': 1, at: -1 }],
    [
      { friendId: 1, recordedAt: 1 },
      { partialFilterExpression: { isOpen: true }, name: 'openOfFriend' },
    ],
    [{ recordedAt: 1 }, { partialFilterExpression: { isOpen: true }, name: 'open' }],
    [{ reverses: 1 }, { sparse: true }],
    [{ 'source.about': 1 }, { sparse: true }],
  ],
);

export const PointAccountModel = defineModel<PointAccount>(
  'PointAccount',
  'pointAccounts',
  { channelId: String, seq: Number, lots: [Anything], epoch: Number, isStale: Boolean, checkAt: Date },
  [[{ checkAt: 1 }], [{ channelId: 1 }]],
);

export const PointSettingsModel = defineModel<StoredPointSettings>('PointSettings', 'pointSettings', {
  expiry: Anything,
  warnDays: Number,
});

export const CheckInProgramModel = defineModel<StoredCheckInProgram>('CheckInProgram', 'checkInPrograms', {
  isEnabled: Boolean,
  rewards: [Number],
  afterwards: String,
  bonuses: [Anything],
});

export const PointRuleModel = defineModel<StoredPointRule>(
  'PointRule',
  'pointRules',
  {
    channelId: String,
    name: String,
    when: Anything,
    dailyMax: Number,
    from: Date,
    until: Date,
    isEnabled: Boolean,
    createdAt: Date,
  },
  [[{ channelId: 1, createdAt: 1 }]],
);
