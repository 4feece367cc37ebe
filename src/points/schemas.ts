import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { Cursor } from '../shared/cursor.js';
import { PointRule, Points } from './core/rules.js';
import { PointSettings } from './core/settings.js';

const Reason = z.string().trim().min(1).max(200);

/** Points that a program or a person gives or takes, under an id of their own. */
export const ChangePointsInput = z.strictObject({
  points: Points,
  /** The caller's own id of this: the same one is taken once. */
  externalId: z.string().min(1).max(100),
  reason: Reason,
});

export const ReverseInput = z.strictObject({ reason: Reason });

export const InChannel = z.strictObject({ channelId: ChannelId.optional() });

export const EntriesQuery = z.strictObject({
  before: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const EntryId = z.string().min(1).max(40);

export const PresentedEntry = z.object({
  id: z.string(),
  op: z.enum(['earn', 'spend', 'expire', 'reverse', 'transfer']),
  /** What the balance changed by. */
  points: z.number(),
  /** What was asked for; of a taking back it can be more than there was. */
  asked: z.number(),
  expiresAt: z.date().nullable(),
  reverses: z.string().nullable(),
  reason: z.string(),
  source: z.record(z.string(), z.unknown()),
  actor: z.record(z.string(), z.unknown()),
  at: z.date(),
  recordedAt: z.date(),
});

export const PresentedLot = z.object({ expiresAt: z.date().nullable(), points: z.number() });

export const PresentedBalance = z.object({
  balance: z.number(),
  /** Points by when they end, the next first, at most 100 of them. */
  lots: z.array(PresentedLot),
  lotsCount: z.number(),
  nextExpiry: z.object({ at: z.date(), points: z.number() }).nullable(),
});

export const PresentedChange = z.object({ entry: PresentedEntry, balance: z.number() });

export const PresentedAudit = z.object({
  friendId: z.string(),
  ledger: z.number(),
  account: z.number(),
  friend: z.number(),
  entries: z.number(),
  isRight: z.boolean(),
  problems: z.array(z.string()),
});

export const PresentedCheckIn = z.object({
  /** False when the friend had checked in that day already. */
  isClaimed: z.boolean(),
  points: z.number(),
  streak: z.number(),
  balance: z.number(),
  nextPoints: z.number(),
});

export const PresentedCheckInStatus = z.object({
  isEnabled: z.boolean(),
  timeZone: z.string(),
  today: z.string(),
  streak: z.number(),
  isClaimedToday: z.boolean(),
  nextReward: z.object({ streak: z.number(), points: z.number(), bonus: z.number() }),
  calendar: z.array(z.object({ day: z.string(), points: z.number().nullable() })),
});

export const PresentedPointSettings = PointSettings;

export const PointRuleInput = PointRule.extend({ channelId: ChannelId.optional() });

/** Without defaults: what is left out stays. */
export const EditPointRuleInput = z.strictObject({
  name: PointRule.shape.name.optional(),
  when: PointRule.shape.when.optional(),
  dailyMax: Points.nullable().optional(),
  from: PointRule.shape.from,
  until: PointRule.shape.until.unwrap().optional(),
  isEnabled: z.boolean().optional(),
});

export const PresentedPointRule = z.object({
  id: z.string(),
  channelId: z.string(),
  name: z.string(),
  when: PointRule.shape.when,
  dailyMax: z.number().nullable(),
  from: z.date(),
  until: z.date().nullable(),
  isEnabled: z.boolean(),
  createdAt: z.date(),
});
