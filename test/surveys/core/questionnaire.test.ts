import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { AnswerValue } from '../../../src/surveys/core/answer-value.js';
import { nextQuestion } from '../../../src/surveys/core/next-question.js';
import { scaleOf, type Question } from '../../../src/surveys/core/question.js';
import { Questionnaire } from '../../../src/surveys/core/questionnaire.js';
import { aQuestionnaire } from '../a-questionnaire.js';

const texts = { en: 'Well?' };
const q = (key: string, type: string, more: object = {}) => ({ key, type, texts, ...more });
const issuesOf = (changes: object) =>
  (Questionnaire.safeParse({ ...aQuestionnaire(), main: null, lowScoreMax: null, ...changes }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('a questionnaire', () => {
  test.each([
    [
      'a branch that leads back',
      { questions: [q('a', 'yesNo'), q('b', 'yesNo', { branches: [{ when: { anyOf: ['yes'] }, to: 'a' }] })] },
      'questions.1.branches.0.to: a is not after this question, so the way might not end',
    ],
    [
      'a branch to nowhere',
      { questions: [q('a', 'yesNo', { otherwise: 'z' })] },
      'questions.0.otherwise: z is not a question',
    ],
    [
      'a question that nobody comes to',
      { questions: [q('a', 'yesNo', { otherwise: 'c' }), q('b', 'yesNo'), q('c', 'yesNo')] },
      'questions.1: nobody comes to b',
    ],
    [
      'a branch that others take before it',
      {
        questions: [
          q('a', 'score5', {
            branches: [
              { when: { atMost: 3 }, to: 'b' },
              { when: { atMost: 2 }, to: 'end' },
            ],
          }),
          q('b', 'yesNo'),
        ],
      },
      'questions.0.branches.1: is never taken: others hold before it',
    ],
    [
      'a branch by a choice that there is not',
      { questions: [q('a', 'yesNo', { branches: [{ when: { anyOf: ['maybe'] }, to: 'end' }] }), q('b', 'yesNo')] },
      'questions.0.branches.0.when: does not fit the type or the choices of the question',
    ],
    ['a main question without a score', { main: 'comment' }, 'main: comment is not a question with a score'],
    [
      'a low score beyond the scale',
      { questions: [q('a', 'score5')], main: 'a', lowScoreMax: 6 },
      'lowScoreMax: must be at most 5, the highest score of a',
    ],
    ['a key twice', { questions: [q('a', 'yesNo'), q('a', 'yesNo')] }, 'questions: must have each key once'],
    [
      'a text that is asked anonymously',
      { isAnonymous: true, questions: [q('a', 'text')] },
      'questions.0.type: text cannot be asked anonymously',
    ],
    [
      'a page that nothing invites to',
      { asks: { where: 'onPage' } },
      'asks.invitation: Invalid input: expected record, received undefined',
    ],
    [
      'an invitation that is longer than a message with a button',
      { asks: { where: 'onPage', invitation: { en: 'x'.repeat(161) } } },
      'asks.invitation.en: Too big: expected string to have <=160 characters',
    ],
    [
      'an anonymous branch',
      {
        isAnonymous: true,
        questions: [q('a', 'yesNo', { branches: [{ when: { anyOf: ['yes'] }, to: 'end' }] }), q('b', 'yesNo')],
      },
      'questions.0.branches: would show an answer that is anonymous',
    ],
  ])('with %s is refused', (_what, changes, expected) => {
    expect(issuesOf(changes)).toContain(expected);
  });
});

describe('the next question', () => {
  const after = (...answers: [string, AnswerValue][]) =>
    nextQuestion(aQuestionnaire(), new Map(answers)).next?.key ?? null;
  test.each<[string, [string, AnswerValue][], string | null]>([
    ['at first', [], 'nps'],
    ['after a low score', [['nps', 6]], 'why'],
    ['after a high score', [['nps', 7]], 'comment'],
    [
      'after the reasons',
      [
        ['nps', 0],
        ['why', ['price']],
      ],
      'comment',
    ],
    [
      'after a skipped comment',
      [
        ['nps', 9],
        ['comment', null],
      ],
      null,
    ],
    [
      'when the score was changed, on the new way',
      [
        ['nps', 2],
        ['comment', 'fine'],
      ],
      'why',
    ],
  ])('%s', (_when, answers, expected) => {
    expect(after(...answers)).toBe(expected);
  });
});

const TYPES = ['score5', 'score7', 'score10', 'yesNo', 'single', 'multiple', 'text'] as const;
const CHOICES = ['x', 'y', 'z'].map((key) => ({ key, texts: { en: key } }));
/** Questionnaires with branches forward, most of which are sound. */
const anyQuestionnaire = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      isOptional: fc.boolean(),
      bound: fc.integer({ min: 0, max: 10 }),
      jumps: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((drawn) => {
    const keyAt = (index: number) => (index < drawn.length ? `q${index}` : 'end');
    const questions = drawn.map(({ type, isOptional, bound, jumps }, index) => {
      const when = { score5: 0, score7: 0, score10: 0 };
      const conditions =
        type in when
          ? [{ atMost: bound }, { atLeast: bound }]
          : type === 'text'
            ? []
            : type === 'yesNo'
              ? [{ anyOf: ['yes'] }, { anyOf: ['no'] }]
              : [{ anyOf: ['x'] }, { anyOf: ['y', 'z'] }];
      const branches = jumps.flatMap((jump, place) => {
        const condition = conditions[place];
        return condition ? [{ when: condition, to: keyAt(index + jump) }] : [];
      });
      return q(`q${index}`, type, {
        isOptional,
        branches,
        ...(['single', 'multiple'].includes(type) ? { choices: CHOICES } : {}),
      });
    });
    return Questionnaire.safeParse({ name: 'Any', questions, thanks: texts }).data;
  })
  .filter((parsed) => parsed !== undefined);

function answerTo(question: Question, dice: number): AnswerValue {
  const scale = scaleOf(question);
  if (question.isOptional && dice % 5 === 0) return null;
  if (scale) return scale.from + (dice % (scale.to - scale.from + 1));
  if (question.type === 'text') return 'words';
  if (!('choices' in question)) return dice % 2 === 0 ? 'yes' : 'no';
  const keys = question.choices.map(({ key }) => key);
  if (question.type === 'single') return keys[dice % keys.length] ?? 'x';
  return keys.filter((_key, bit) => dice & (1 << bit));
}

function walk(questionnaire: Questionnaire, dice: readonly number[]): string[] {
  const answers = new Map<string, AnswerValue>();
  for (let step = 0; step <= questionnaire.questions.length; step += 1) {
    const { next } = nextQuestion(questionnaire, answers);
    if (next === null) return [...answers.keys()];
    expect(answers.has(next.key)).toBe(false);
    answers.set(next.key, answerTo(next, dice[step] ?? 0));
  }
  throw new Error('The way does not end.');
}

describe('of any questionnaire that is not refused', () => {
  test('every way ends, asks no question twice, and goes forward only', () => {
    fc.assert(
      fc.property(anyQuestionnaire, fc.array(fc.nat(1_000), { minLength: 8, maxLength: 8 }), (questionnaire, dice) => {
        const places = walk(questionnaire, dice).map((key) =>
          questionnaire.questions.findIndex((one) => one.key === key),
        );
        expect(places).toEqual(places.toSorted((one, other) => one - other));
      }),
    );
  });

  test('somebody comes to every question', () => {
    fc.assert(
      fc.property(anyQuestionnaire, fc.infiniteStream(fc.nat(1_000)), (questionnaire, stream) => {
        const left = new Set(questionnaire.questions.map(({ key }) => key));
        for (let tries = 0; tries < 3_000 && left.size > 0; tries += 1) {
          const dice = Array.from({ length: 8 }, () => stream.next().value as number);
          for (const key of walk(questionnaire, dice)) left.delete(key);
        }
        expect([...left]).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
