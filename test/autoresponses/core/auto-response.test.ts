import { describe, expect, test } from '@jest/globals';
import { AutoResponseDefinition, findAutoResponse } from '../../../src/autoresponses/core/auto-response.js';

const answering = (name: string, when: unknown) => AutoResponseDefinition.parse({ name, when, template: 'hello' });
const responses = [
  answering('exact price', { kind: 'keyword', anyOf: ['price'], match: 'exact' }),
  answering('price', { kind: 'keyword', anyOf: ['price', '価格'] }),
  answering('again price', { kind: 'keyword', anyOf: ['price'] }),
  answering('book', { kind: 'postback', data: { action: 'book' } }),
];

describe('the first response that fits answers', () => {
  test.each([
    ['the exact word', { kind: 'text', text: 'PRICE' }, 'exact price'],
    ['the word in a sentence', { kind: 'text', text: '価格を教えて' }, 'price'],
    ['a tap', { kind: 'postback', data: 'action=book&model=s1' }, 'book'],
    ['nothing that was asked', { kind: 'text', text: 'hello' }, undefined],
    ['another tap', { kind: 'postback', data: 'action=cancel' }, undefined],
    ['a text that looks like data', { kind: 'text', text: 'action=book' }, undefined],
    ['data that looks like a text', { kind: 'postback', data: 'price' }, undefined],
  ] as const)('to %s', (_what, said, name) => {
    expect(findAutoResponse(responses, said)?.name).toBe(name);
  });
});

test('a response has priority 0 and looks for the word anywhere unless it says otherwise', () => {
  expect(responses[1]).toMatchObject({ priority: 0, when: { match: 'contains' } });
});

test.each([
  ['no keyword', { when: { kind: 'keyword', anyOf: [] } }, 'when.anyOf'],
  ['a keyword of spaces, which every text would contain', { when: { kind: 'keyword', anyOf: ['  '] } }, 'when.anyOf.0'],
  ['no data, which every tap would match', { when: { kind: 'postback', data: {} } }, 'when.data'],
  ['an activity, which nobody says', { when: { kind: 'activity', activityKind: 'a.b' } }, 'when.kind'],
  ['a priority below 0', { priority: -1 }, 'priority'],
  ['no template', { template: '' }, 'template'],
])('a response is refused with %s', (_what, changes, path) => {
  const given = { name: 'book', when: { kind: 'keyword', anyOf: ['book'] }, template: 'hello', ...changes };
  const issues = AutoResponseDefinition.safeParse(given).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
