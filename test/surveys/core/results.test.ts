import { expect, test } from '@jest/globals';
import type { FriendTag } from '../../../src/friends/core/friend-tag.js';
import { resultsOf } from '../../../src/surveys/core/results.js';
import { aQuestionnaire } from '../a-questionnaire.js';

const START = Date.parse('2026-03-02T01:00:00Z');
const at = (minute: number) => new Date(START + minute * 60_000);
const questionnaire = aQuestionnaire({
  questions: [{ key: 'ces', type: 'score7', texts: { en: 'How easy was it?' } }],
  main: 'ces',
  lowScoreMax: 3,
  rules: [
    { question: 'ces', when: { atMost: 3 }, tagIds: ['hard'], attributes: { last: 'low', wasLow: true } },
    { question: 'ces', when: { atLeast: 6 }, tagIds: ['easy'], attributes: { last: 'high' } },
  ],
});
const answer = (value: number, minute: number) => ({ question: 'ces', value, at: at(minute), eventId: `e${minute}` });
const tag = (tagId: string, since: number, id = 's') =>
  ({
    tagId,
    source: { kind: 'survey', id },
    since: at(since),
    lastAt: at(0),
    activeUntil: null,
  }) as unknown as FriendTag;
const about = { surveyId: 's', now: at(10) };

test('a changed answer takes back what the one before gave, and gives its own', () => {
  const friend = { tags: [tag('hard', 0)], attributes: { last: 'low', wasLow: true } };
  expect(resultsOf(questionnaire, { answers: [answer(7, 5)], replaced: [answer(2, 0)] }, friend, about)).toEqual({
    tagIds: ['easy'],
    tagsOver: ['hard'],
    attributes: { last: 'high', wasLow: null },
  });
});

test('what others gave stays: a tag that was there before, an attribute that says something else since', () => {
  const friend = { tags: [tag('hard', -60)], attributes: { last: 'unknown', wasLow: 'by hand' } };
  expect(resultsOf(questionnaire, { answers: [answer(5, 5)], replaced: [answer(2, 0)] }, friend, about)).toEqual({
    tagIds: [],
    tagsOver: [],
    attributes: {},
  });
});

test('the same answer told twice gives its tag once', () => {
  const given = { answers: [answer(2, 0)], replaced: [] };
  expect(resultsOf(questionnaire, given, { tags: [], attributes: {} }, about).tagIds).toEqual(['hard']);
  expect(resultsOf(questionnaire, given, { tags: [tag('hard', 0)], attributes: {} }, about).tagIds).toEqual([]);
});
