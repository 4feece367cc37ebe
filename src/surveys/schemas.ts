import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { FriendId } from '../friends/schemas.js';
import { SegmentRule } from '../segments/core/rule.js';
import { Questionnaire } from './core/questionnaire.js';

const FRIENDS_MAX = 10_000;

export const NewQuestionnaire = z.strictObject({ channelId: ChannelId.optional(), questionnaire: Questionnaire });
export const NextQuestionnaire = z.strictObject({
  version: z.number().int().min(1),
  questionnaire: Questionnaire,
});
export const PresentedQuestionnaire = z.object({
  id: z.string(),
  channelId: z.string(),
  version: z.number(),
  savedAt: z.date(),
  savedBy: z.string(),
  questionnaire: Questionnaire,
});

/** Whom to ask: friends by their ids, or all who meet a rule now; at once, or at a time of a day by each friend's clocks. */
export const AskInput = z.strictObject({
  whom: z.union([
    z.strictObject({ friendIds: z.array(FriendId).min(1).max(FRIENDS_MAX) }),
    z.strictObject({ rule: SegmentRule }),
  ]),
  when: z
    .strictObject({
      day: z.iso.date(),
      time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:30'),
    })
    .nullable()
    .default(null),
});

const share = z.object({ share: z.number(), low: z.number(), high: z.number() });
export const PresentedReport = z.object({
  version: z.number(),
  askings: z.object({
    scheduled: z.number(),
    asked: z.number(),
    answered: z.number(),
    expired: z.number(),
    skippedAsQuiet: z.number(),
    skippedAsQuota: z.number(),
    withLateAnswers: z.number(),
  }),
  questions: z.array(
    z.object({
      key: z.string(),
      type: z.string(),
      answers: z.number(),
      values: z.record(z.string(), z.number()),
      csat: share.nullable(),
      nps: z
        .object({ nps: z.number(), low: z.number(), high: z.number(), promoters: share, detractors: share })
        .nullable(),
      ces: z.object({ mean: z.number(), easy: share }).nullable(),
    }),
  ),
});

const value = z.union([z.number(), z.string(), z.array(z.string())]).nullable();
const given = z.object({ question: z.string(), value, at: z.date() });
export const PresentedResponse = z.object({
  id: z.string(),
  friendId: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  askAt: z.date(),
  expiresAt: z.date().nullable(),
  score: z.number().nullable(),
  answeredAt: z.date().nullable(),
  answers: z.array(given),
  replaced: z.array(given),
  late: z.array(given),
});
