import { z } from 'zod';
import { Language } from '../../shared/language.js';
import { scaleOf, type Question } from './question.js';
import type { Questionnaire } from './questionnaire.js';
import { questionsLeft } from './questions-left.js';
import { nextQuestion } from './next-question.js';
import { sayIn, word, type Speaking } from './say.js';
import { lastWordsOf } from './score.js';
import { mayChange, type Answers, type GivenAnswer } from './take-answer.js';

const Spoken = z.object({ text: z.string(), language: Language });
const Value = z.union([z.number(), z.string(), z.array(z.string())]).nullable();

/** A question as the page shows it; of a text there are no options. */
const ShownQuestion = z.object({
  key: z.string(),
  type: z.enum(['score5', 'score7', 'score10', 'yesNo', 'single', 'multiple', 'text']),
  text: Spoken,
  isOptional: z.boolean(),
  options: z.array(z.object({ value: z.union([z.number(), z.string()]), label: Spoken })),
});
type ShownQuestion = z.infer<typeof ShownQuestion>;

/** An answer on the friend's way; it may be changed as long as one that is given in the chat. */
const ShownAnswer = z.object({ question: ShownQuestion, value: Value, mayChange: z.boolean() });
type ShownAnswer = z.infer<typeof ShownAnswer>;

/** What the page shows of one asking: `over` is one that expired, `full` one that nobody needs to answer any more. */
export const PageView = z
  .discriminatedUnion('state', [
    z.object({
      state: z.literal('open'),
      isAnonymous: z.boolean(),
      /** Of an anonymous asking none: nobody can tell what was answered. */
      answered: z.array(ShownAnswer),
      question: ShownQuestion,
      /** Questions behind the friend, and at most so many before them. */
      progress: z.object({ done: z.number(), left: z.number() }),
    }),
    z.object({ state: z.literal('finished'), words: Spoken, answered: z.array(ShownAnswer) }),
    z.object({ state: z.literal('over') }),
    z.object({ state: z.literal('full') }),
  ])
  .meta({ id: 'SurveyPage' });
export type PageView = z.infer<typeof PageView>;

/** One asking as far as the page shows it. */
export interface Viewed extends Answers {
  done: readonly string[];
  score: number | null;
  expiresAt: Date | null;
}

interface Viewing {
  now: Date;
  /** Whether as many have answered as should; who has begun may go on. */
  isFull: boolean;
  speaking: Speaking;
}

/** What the page shows of an asking now. */
export function viewPage(questionnaire: Questionnaire, asking: Viewed, { now, isFull, speaking }: Viewing): PageView {
  const { isAnonymous } = questionnaire;
  const given = new Map(asking.answers.map((answer) => [answer.question, answer]));
  const values = isAnonymous
    ? new Map(asking.done.map((key) => [key, null]))
    : new Map(asking.answers.map(({ question, value }) => [question, value]));
  const { answered: onWay, next } = nextQuestion(questionnaire, values);
  const answered = onWay.flatMap((question): ShownAnswer[] => {
    const answer = given.get(question.key);
    return answer ? [showAnswer(questionnaire, question, { asking, answer, now, speaking })] : [];
  });
  if (!next) return { state: 'finished', words: sayIn(lastWordsOf(questionnaire, asking.score), speaking), answered };
  if (asking.expiresAt && now >= asking.expiresAt) return { state: 'over' };
  if (isFull && onWay.length === 0) return { state: 'full' };
  const progress = { done: onWay.length, left: questionsLeft(questionnaire, next) };
  return { state: 'open', isAnonymous, answered, question: showQuestion(next, speaking), progress };
}

function showAnswer(
  questionnaire: Questionnaire,
  question: Question,
  { asking, answer, now, speaking }: { asking: Viewed; answer: GivenAnswer; now: Date; speaking: Speaking },
): ShownAnswer {
  return {
    question: showQuestion(question, speaking),
    value: answer.value,
    mayChange: mayChange(questionnaire, asking, { before: answer, at: now, expiresAt: asking.expiresAt }),
  };
}

function showQuestion(question: Question, speaking: Speaking): ShownQuestion {
  const { key, type, texts, isOptional } = question;
  return { key, type, text: sayIn(texts, speaking), isOptional, options: optionsOf(question, speaking) };
}

function optionsOf(question: Question, speaking: Speaking): ShownQuestion['options'] {
  const scale = scaleOf(question);
  if (scale)
    return Array.from({ length: scale.to - scale.from + 1 }, (_none, step) => {
      const value = scale.from + step;
      return { value, label: { text: String(value), language: speaking.fallback } };
    });
  if (question.type === 'text') return [];
  if (!('choices' in question))
    return (['yes', 'no'] as const).map((value) => ({ value, label: word(value, speaking) }));
  return question.choices.map(({ key: value, texts }) => ({ value, label: sayIn(texts, speaking) }));
}
