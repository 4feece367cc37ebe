import { z } from 'zod';
import { ChannelId } from '../channels/schemas.js';
import { FriendId } from '../friends/schemas.js';
import { SegmentRule } from '../segments/core/rule.js';
import { Language } from '../shared/language.js';
import { COMMENT_MAX } from './core/answer-value.js';
import { PageView } from './core/page-view.js';
import { CHOICES_MAX, QuestionKey } from './core/question.js';
import { Questionnaire } from './core/questionnaire.js';

export { PageView };

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
    skippedWithoutPage: z.number(),
    /** Staff had the chat for as long as an answer would be waited for. */
    skippedForStaff: z.number(),
    /** What it was about was undone before. */
    skippedAsTakenBack: z.number(),
    /** It was about a conversation in which nobody of the staff had answered. */
    skippedAsUnanswered: z.number(),
    /** The message did not leave: blocked, blacklisted, over a cap or quota, refused by LINE. */
    skippedAsNotSent: z.number(),
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

/** Which asking is open on the page, and the language of whoever reads it. */
export const OpenAsking = { asking: z.string().min(1).max(60), language: Language };

/** One answer from the page. Null skips an optional question. */
export const AnswerOnPage = {
  answerId: z.string().regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits, - or _, chosen at random'),
  question: QuestionKey,
  value: z
    .union([z.number(), z.string().trim().min(1).max(COMMENT_MAX), z.array(QuestionKey).min(1).max(CHOICES_MAX)])
    .nullable(),
};
export const AnsweredOnPage = z.object({
  outcome: z.enum(['taken', 'changed', 'repeated', 'late', 'refused']),
  page: PageView,
});

const PERIOD_DAYS_MAX = 92;
const DAY_MS = 24 * 3_600_000;

/** First and last day on which friends were asked, by the channel's clocks. */
export const SatisfactionQuery = z
  .strictObject({ channelId: ChannelId.optional(), from: z.iso.date(), until: z.iso.date() })
  .superRefine(({ from, until }, refused) => {
    const days = (Date.parse(until) - Date.parse(from)) / DAY_MS + 1;
    if (days >= 1 && days <= PERIOD_DAYS_MAX) return;
    const message = `must be from ${from} on and within ${PERIOD_DAYS_MAX} days`;
    refused.addIssue({ code: 'custom', path: ['until'], message, input: until });
  });

const answers = { asked: z.number(), answered: z.number() };
export const PresentedSatisfaction = z.object({
  /** The share of 4 and 5 of 5. */
  csat: z.object({ ...answers, satisfied: share.nullable() }),
  /** The share of 9 and 10 less that of 0 to 6, from -100 to 100; null while nobody answered. */
  nps: z.object({ ...answers, nps: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() }),
});
