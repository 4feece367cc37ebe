import { z } from 'zod';
import { ActivityKind } from '../../activity/schemas.js';
import { SegmentRule } from '../../segments/core/rule.js';
import { findPathProblems } from './check-paths.js';
import { allowsWhen, Question, QuestionKey, scaleOf, Texts, textsUpTo, When } from './question.js';

const QUESTIONS_MAX = 20;
const TRIGGERS_MAX = 20;
const RULES_MAX = 20;

export const Trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('activity'), activityKind: ActivityKind }),
  z.strictObject({ kind: z.literal('order') }),
  z.strictObject({ kind: z.literal('stage'), stage: z.string().min(1).max(40) }),
  /** On a day at a time by each friend's clocks. */
  z.strictObject({
    kind: z.literal('schedule'),
    day: z.iso.date(),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:30'),
    rule: SegmentRule,
  }),
]);
export type Trigger = z.infer<typeof Trigger>;

/** What an answer does to who gave it. */
const ResultRule = z
  .strictObject({
    question: QuestionKey,
    when: When,
    tagIds: z.array(z.string().min(1).max(60)).max(5).default([]),
    attributes: z
      .record(z.string().min(1).max(60), z.union([z.string().max(200), z.number(), z.boolean()]))
      .refine((given) => Object.keys(given).length <= 5, 'must be at most 5')
      .default({}),
  })
  .refine(({ tagIds, attributes }) => tagIds.length + Object.keys(attributes).length > 0, 'does nothing');

const INVITATION_MAX = 160; // of a message with a button

/**
 * Where questions are asked: one after the other in the chat, or on a page inside LINE, to which a message with `invitation` and a
 * button leads.
 */
const Asks = z.discriminatedUnion('where', [
  z.strictObject({ where: z.literal('inChat') }),
  z.strictObject({ where: z.literal('onPage'), invitation: textsUpTo(INVITATION_MAX) }),
]);
export const IN_CHAT = { where: 'inChat' } as const satisfies z.infer<typeof Asks>;

const minutes = z.number().int().min(0).max(10_080); // a week

/**
 * A questionnaire: questions one after the other, with branches that lead forward only, so that each way through it ends. `main` is
 * the question whose score stands for the whole.
 */
export const Questionnaire = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    asks: Asks.default(IN_CHAT),
    questions: z.array(Question).min(1).max(QUESTIONS_MAX),
    main: QuestionKey.nullable().default(null),
    /** A main score of at most this is low: it raises a notice and stops promotions until that is closed. */
    lowScoreMax: z.number().int().min(0).max(10).nullable().default(null),
    thanks: Texts,
    sorry: Texts.nullable().default(null),
    triggers: z.array(Trigger).max(TRIGGERS_MAX).default([]),
    delaySeconds: z
      .number()
      .int()
      .min(0)
      .max(90 * 24 * 3600)
      .default(0),
    expiresAfterHours: z
      .number()
      .int()
      .min(1)
      .max(90 * 24)
      .default(72),
    /** How long after an answer another one replaces it. */
    changeWithinMinutes: minutes.default(10),
    /** In the chat, how long after a question for free text the next text is taken for its answer. */
    commentWithinMinutes: minutes.min(1).default(60),
    /** Asks nobody whom any survey asked within so many days. */
    quietDays: z.number().int().min(0).max(365).default(30),
    /** Asks nobody any more once so many have answered; who has begun on the page may go on. */
    answersMax: z.number().int().min(1).max(1_000_000).nullable().default(null),
    isAnonymous: z.boolean().default(false),
    rules: z.array(ResultRule).max(RULES_MAX).default([]),
  })
  .superRefine((given, check) => {
    const refuse = (path: (string | number)[], message: string) => check.addIssue({ code: 'custom', path, message });
    const byKey = new Map(given.questions.map((question) => [question.key, question]));
    if (byKey.size < given.questions.length) refuse(['questions'], 'must have each key once');
    for (const { path, message } of findPathProblems(given.questions)) refuse(path, message);
    const main = given.main === null ? undefined : byKey.get(given.main);
    if (given.main !== null && (main === undefined || scaleOf(main) === null))
      refuse(['main'], `${given.main} is not a question with a score`);
    if (given.lowScoreMax !== null && given.main === null) refuse(['lowScoreMax'], 'needs a main question');
    const scale = main && scaleOf(main);
    if (scale && given.lowScoreMax !== null && given.lowScoreMax > scale.to)
      refuse(['lowScoreMax'], `must be at most ${scale.to}, the highest score of ${given.main}`);
    for (const [index, { question, when }] of given.rules.entries()) {
      const known = byKey.get(question);
      if (!known) refuse(['rules', index, 'question'], `${question} is not a question`);
      else if (!allowsWhen(known, when)) refuse(['rules', index, 'when'], `does not fit question ${question}`);
    }
    if (given.isAnonymous) for (const { path, message } of findTraces(given)) refuse(path, message);
  });
export type Questionnaire = z.infer<typeof Questionnaire>;

/** What would leave a trace of who answered what: the way of a branch, a text in the chat's record, what is set on the friend. */
function findTraces({ questions, rules, lowScoreMax }: Pick<Questionnaire, 'questions' | 'rules' | 'lowScoreMax'>) {
  const found: { path: (string | number)[]; message: string }[] = [];
  for (const [index, { type, branches }] of questions.entries()) {
    const path = ['questions', index];
    if (type === 'text' || type === 'multiple')
      found.push({ path: [...path, 'type'], message: `${type} cannot be asked anonymously` });
    if (branches.length > 0)
      found.push({ path: [...path, 'branches'], message: 'would show an answer that is anonymous' });
  }
  if (rules.length > 0) found.push({ path: ['rules'], message: 'need to know who answered, which is anonymous' });
  if (lowScoreMax !== null)
    found.push({ path: ['lowScoreMax'], message: 'would name who answered, which is anonymous' });
  return found;
}
