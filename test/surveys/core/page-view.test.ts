import { describe, expect, test } from '@jest/globals';
import type { AnswerValue } from '../../../src/surveys/core/answer-value.js';
import { viewPage, type PageView, type Viewed } from '../../../src/surveys/core/page-view.js';
import { requireFitting } from '../../../src/surveys/core/require-fitting.js';
import { aQuestionnaire } from '../a-questionnaire.js';

const questionnaire = aQuestionnaire({ changeWithinMinutes: 10 });
const START = Date.UTC(2026, 2, 2, 9);
const at = (minute: number) => new Date(START + minute * 60_000);

/** An asking that ends after an hour, with an answer each minute. */
const asking = (given: [string, AnswerValue][], changes: Partial<Viewed> = {}): Viewed => ({
  answers: given.map(([question, value], minute) => ({ question, value, at: at(minute), eventId: `e${minute}` })),
  replaced: [],
  late: [],
  done: [],
  score: null,
  expiresAt: at(60),
  ...changes,
});
const viewed = (
  given: Viewed,
  { minute = 0, isFull = false, wanted = 'en' }: { minute?: number; isFull?: boolean; wanted?: string } = {},
  changes: object = {},
): PageView =>
  viewPage({ ...questionnaire, ...changes }, given, {
    now: at(minute),
    isFull,
    speaking: { wanted, fallback: 'zh-TW' },
  });

describe('the page of an asking', () => {
  test('shows the first question in the language of the phone, and how far it can be to the end', () => {
    expect(viewed(asking([]), { wanted: 'ja' })).toMatchObject({
      state: 'open',
      question: { key: 'nps', text: { text: 'おすすめしますか？', language: 'ja' } },
      progress: { done: 0, left: 3 },
    });
  });

  test('says of a text in which language it is, where that of the phone is not written', () => {
    expect(viewed(asking([['nps', 3]]), { wanted: 'ja' })).toMatchObject({
      question: { key: 'why', text: { text: 'What was wrong?', language: 'en' } },
    });
  });

  test('follows the branches, and never has more questions left than before', () => {
    expect(viewed(asking([['nps', 9]]))).toMatchObject({
      question: { key: 'comment' },
      progress: { done: 1, left: 1 },
    });
    expect(viewed(asking([['nps', 2]]))).toMatchObject({ question: { key: 'why' }, progress: { done: 1, left: 2 } });
  });

  test('offers to change an answer as long as it can be in the chat', () => {
    const given = asking([
      ['nps', 2],
      ['why', ['price']],
    ]);
    const mayChange = (minute: number) => {
      const view = viewed(given, { minute });
      return view.state === 'open' ? view.answered.map((one) => one.mayChange) : view.state;
    };
    expect(mayChange(9)).toEqual([true, true]);
    expect(mayChange(10)).toEqual([false, true]);
    expect(mayChange(11)).toEqual([false, false]);
  });

  test.each([
    ['thanks', 9, 'Thank you.'],
    ['is sorry about a low score', 2, 'We are sorry.'],
  ])('%s at the end', (_what, score, text) => {
    const given: [string, AnswerValue][] = [
      ['nps', score],
      ['why', ['price']],
      ['comment', null],
    ];
    expect(viewed(asking(given, { score }))).toMatchObject({ state: 'finished', words: { text, language: 'en' } });
  });

  test('is over once the asking expired, though not for who had finished', () => {
    expect(viewed(asking([['nps', 9]]), { minute: 60 })).toEqual({ state: 'over' });
    const finished = asking([
      ['nps', 9],
      ['comment', 'Fine.'],
    ]);
    expect(viewed(finished, { minute: 60 })).toMatchObject({
      state: 'finished',
      answered: [{ mayChange: false }, { mayChange: false }],
    });
  });

  test('is full for who has not begun, when enough have answered', () => {
    expect(viewed(asking([]), { isFull: true })).toEqual({ state: 'full' });
    expect(viewed(asking([['nps', 9]]), { isFull: true })).toMatchObject({ state: 'open' });
  });

  test('goes on after what was answered anonymously, and shows nothing of it', () => {
    const given = asking([], { done: ['mood'] });
    const anonymous = aQuestionnaire({
      isAnonymous: true,
      main: null,
      lowScoreMax: null,
      questions: [
        { key: 'mood', type: 'score5', texts: { en: 'How are you?' } },
        { key: 'stay', type: 'yesNo', texts: { en: 'Will you stay?' } },
      ],
    });
    expect(viewed(given, { wanted: 'th' }, anonymous)).toEqual({
      state: 'open',
      isAnonymous: true,
      answered: [],
      question: {
        key: 'stay',
        type: 'yesNo',
        text: { text: 'Will you stay?', language: 'en' },
        isOptional: false,
        options: [
          { value: 'yes', label: { text: 'ใช่', language: 'th' } },
          { value: 'no', label: { text: 'ไม่ใช่', language: 'th' } },
        ],
      },
      progress: { done: 1, left: 1 },
    });
  });
});

test.each<[string, string, AnswerValue, string]>([
  ['an unknown question', 'other', 1, 'question: other is none of nps, why, comment.'],
  ['a score beyond the scale', 'nps', 11, 'value: 11 is no answer to nps, which takes a whole number from 0 to 10.'],
  [
    'an unknown choice',
    'why',
    ['luck'],
    'value: ["luck"] is no answer to why, which takes a list of price, staff, wait.',
  ],
  ['a number for a text', 'comment', 1, 'value: 1 is no answer to comment, which takes a text, or null.'],
])('%s is refused with what is allowed', (_what, key, value, message) => {
  expect(() => requireFitting(questionnaire, key, value)).toThrow(message);
});
