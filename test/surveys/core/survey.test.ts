import { describe, expect, test } from '@jest/globals';
import { csat, readAnswer, SurveyDefinition } from '../../../src/surveys/core/survey.js';

describe('an answer', () => {
  test.each([
    ['survey=abc&score=1', { responseId: 'abc', score: 1 }],
    ['survey=abc&score=5', { responseId: 'abc', score: 5 }],
    ['score=3&survey=abc&source=menu', { responseId: 'abc', score: 3 }],
    ['survey=abc&score=0', null],
    ['survey=abc&score=6', null],
    ['survey=abc&score=-1', null],
    ['survey=abc&score=2.5', null],
    ['survey=abc&score=five', null],
    ['survey=abc&score=', null],
    ['survey=abc&score=Infinity', null],
    ['survey=abc', null],
    ['survey=&score=5', null],
    ['score=5', null],
    ['action=test-drive', null],
    ['', null],
  ])('in %j is %j', (data, answer) => {
    expect(readAnswer(data)).toEqual(answer);
  });
});

describe('CSAT', () => {
  test.each([
    ['without answers is not known', {}, null],
    ['of answers that are all zero is not known', { 4: 0, 5: 0 }, null],
    ['is 1 when everybody is content', { 4: 2, 5: 3 }, 1],
    ['is 0 when nobody is', { 1: 1, 2: 1, 3: 5 }, 0],
    ['counts 3 as not content', { 3: 1, 4: 1 }, 0.5],
    ['is the share of 4 and 5', { 1: 1, 2: 1, 3: 1, 4: 2, 5: 3 }, 0.625],
    ['knows no other scores', { 0: 9, 4: 1, 6: 9 }, 1],
  ])('%s', (_promise, counts, expected) => {
    expect(csat(counts)).toBe(expected);
  });
});

describe('a survey', () => {
  const given = {
    name: 'After service',
    trigger: { activityKind: 'service.visited' },
    delaySeconds: 86_400,
    templates: { ask: 'csat-ask', thanks: 'csat-thanks', sorry: 'csat-sorry' },
  };

  test('calls 1 and 2 low unless it says otherwise', () => {
    expect(SurveyDefinition.parse(given)).toEqual({ ...given, lowScoreMax: 2 });
  });

  test.each([
    ['an activity kind that is no noun.verb', { trigger: { activityKind: 'visited' } }, 'trigger.activityKind'],
    ['a delay before the activity', { delaySeconds: -1 }, 'delaySeconds'],
    ['a delay of more than 90 days', { delaySeconds: 90 * 86_400 + 1 }, 'delaySeconds'],
    ['a low score beyond the scale', { lowScoreMax: 6 }, 'lowScoreMax'],
    ['a template missing', { templates: { ask: 'csat-ask', thanks: 'csat-thanks' } }, 'templates.sorry'],
  ])('is refused with %s', (_what, changes, path) => {
    const issues = SurveyDefinition.safeParse({ ...given, ...changes }).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
