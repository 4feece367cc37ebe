import { describe, expect, test } from '@jest/globals';
import { readAnswer, withoutAnonymousAnswer } from '../../../src/surveys/core/read-answer.js';

const score = (value: number) => ({ responseId: 'abc', question: 'score', step: { kind: 'answer', value } });
const tap = (step: object) => ({ responseId: 'abc', question: 'how', step });

describe('a tap', () => {
  test.each([
    ['survey=abc&score=1', score(1)],
    ['survey=abc&score=5', score(5)],
    ['score=3&survey=abc&source=menu', score(3)],
    ['survey=abc&q=how&a=10', tap({ kind: 'answer', value: 10 })],
    ['survey=abc&q=how&a=yes', tap({ kind: 'answer', value: 'yes' })],
    ['survey=abc&q=how&a=skip', tap({ kind: 'answer', value: null })],
    ['survey=abc&q=how&a=add%3Aprice', tap({ kind: 'add', choice: 'price' })],
    ['survey=abc&q=how&a=done', tap({ kind: 'done' })],
    ['survey=abc&score=0', null],
    ['survey=abc&score=6', null],
    ['survey=abc&score=-1', null],
    ['survey=abc&score=2.5', null],
    ['survey=abc&score=five', null],
    ['survey=abc&score=', null],
    ['survey=abc&score=Infinity', null],
    ['survey=abc', null],
    ['survey=&score=5', null],
    ['survey=abc&q=how', null],
    ['score=5', null],
    ['action=test-drive', null],
    ['', null],
  ])('in %j is %j', (data, expected) => {
    expect(readAnswer(data)).toEqual(expected);
  });
});

test.each([
  ['survey=abc&q=how&a=1&anonymous=1', 'survey=anonymous'],
  ['survey=abc&q=how&a=1', 'survey=abc&q=how&a=1'],
  ['action=call&anonymous=1', 'action=call&anonymous=1'],
])('%j is kept beside who tapped as %j', (data, kept) => {
  expect(withoutAnonymousAnswer(data)).toBe(kept);
});
