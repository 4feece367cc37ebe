import { describe, expect, test } from '@jest/globals';
import { takeAnswer, type Answers } from '../../../src/surveys/core/take-answer.js';
import { aQuestionnaire } from '../a-questionnaire.js';

const questionnaire = aQuestionnaire({ changeWithinMinutes: 10 });
const EXPIRES = new Date('2026-03-05T00:00:00Z');
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const none: Answers = { answers: [], replaced: [], late: [] };
const given = (question: string, value: number | string | string[] | null, minute: number) => ({
  question,
  value,
  at: at(minute),
  eventId: `${question}-${minute}`,
});
const take = (kept: Answers, ...answer: Parameters<typeof given>) =>
  takeAnswer(questionnaire, kept, given(...answer), EXPIRES);
const first: Answers = { ...none, answers: [given('nps', 9, 0)] };

describe('an answer', () => {
  test('is taken, and leads on', () => {
    expect(take(none, 'nps', 3, 0)).toMatchObject({ kind: 'taken', next: { key: 'why' } });
  });

  test('by the same event is the same answer', () => {
    expect(take(first, 'nps', 9, 0)).toMatchObject({ kind: 'repeated', kept: first, next: { key: 'comment' } });
  });

  test('replaces an earlier one in time; the earlier one is kept', () => {
    expect(take(first, 'nps', 2, 9)).toEqual({
      kind: 'changed',
      kept: { answers: [given('nps', 2, 9)], replaced: [given('nps', 9, 0)], late: [] },
      next: questionnaire.questions[1],
    });
  });

  test('may be changed again, but the time counts from the first', () => {
    const changed = { ...none, answers: [given('nps', 2, 9)], replaced: [given('nps', 9, 0)] };
    expect(take(changed, 'nps', 5, 10)).toEqual({
      kind: 'late',
      kept: { ...changed, late: [given('nps', 5, 10)] },
    });
  });

  test('that was replaced does not come back when its event is told again', () => {
    const changed = { ...none, answers: [given('nps', 2, 9)], replaced: [given('nps', 9, 0)] };
    expect(take(changed, 'nps', 9, 0)).toEqual({ kind: 'late', kept: changed });
  });

  test('after the end is kept apart', () => {
    const late = { ...given('nps', 9, 0), at: EXPIRES };
    expect(takeAnswer(questionnaire, none, late, EXPIRES)).toEqual({ kind: 'late', kept: { ...none, late: [late] } });
  });

  test.each([
    ['to a question that is not asked yet', 'comment', 'words'],
    ['beyond the scale', 'nps', 11],
    ['of another type', 'nps', 'yes'],
    ['that skips what is not optional', 'nps', null],
    ['to no question', 'other', 1],
  ])('%s is refused', (_what, question, value) => {
    expect(take(none, question, value, 0)).toEqual({ kind: 'refused' });
  });
});
