import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { costOf } from '../../../src/console/friend/cost.js';
import { REASONS } from '../../../src/console/friend/reason-codes.js';
import { SENDERS } from '../../../src/console/friend/sender-kinds.js';
import { readEntry, SPOKEN_KINDS } from '../../../src/console/friend/timeline-words.js';
import { holdings, timeline } from '../../../src/domains.js';

const names = { tags: new Map([['keen', 'Keen on rides']]), segments: new Map([['01', 'Hot']]) };
const FOLDER = join(import.meta.dirname, '../../../src/console/language');

type Words = Record<'reason' | 'sender' | 'holding', Record<string, string>> & {
  kind: Record<string, Record<string, string>>;
};

describe.each(['en', 'zh-TW', 'ja', 'th'])('the words of %s', (language) => {
  const words = JSON.parse(readFileSync(join(FOLDER, language, 'friends.json'), 'utf8')) as Words;

  test('name every reason of a delivery, every sender and everything that an erasure counts', () => {
    expect(Object.keys(words.reason).toSorted()).toEqual(REASONS.toSorted());
    expect(Object.keys(words.sender).toSorted()).toEqual([...SENDERS].toSorted());
    expect(Object.keys(words.holding)).toEqual(expect.arrayContaining(holdings.map(({ name }) => name)));
  });

  test('speak of every kind that has words, and of every one that a source of the timeline names', () => {
    const wordOf = (kind: string): unknown => {
      const [noun = '', verb = ''] = kind.split('.');
      return words.kind[noun]?.[verb];
    };
    const named = timeline.flatMap(({ kinds }) => kinds ?? []);
    for (const kind of [...SPOKEN_KINDS, ...named]) expect([kind, wordOf(kind)]).toEqual([kind, expect.any(String)]);
  });
});

test('a move of the stage tells the conditions that held, and not those that did not', () => {
  const because = [
    { condition: { tag: 'keen' }, truth: true, value: null },
    { condition: { standing: 'blocked' }, truth: false, value: null },
  ];
  const data = { from: 'acquire', to: 'engage', reason: 'policy', because };
  expect(readEntry({ kind: 'stage.changed', data }, names)).toMatchObject({
    kind: 'stage.changed',
    values: { from: 'acquire', to: 'engage' },
    said: null,
    because: [{ tag: 'keen' }],
  });
});

test('what happened tells names, words and who, and a reason only where something was held back', () => {
  const tag = { tagId: 'keen', op: 'apply', reason: 'asked', actor: { kind: 'staff', staffId: '07' } };
  expect(readEntry({ kind: 'tag.changed', data: tag }, names)).toMatchObject({
    values: { tag: 'Keen on rides', op: 'apply' },
    said: 'asked',
    by: 'staff/07',
  });
  const data = { sender: { kind: 'campaign', id: '1' }, reason: 'quietHours' };
  expect(readEntry({ kind: 'delivery.skipped', data }, names)).toMatchObject({
    reason: 'quietHours',
    sender: data.sender,
  });
  expect(readEntry({ kind: 'delivery.accepted', data }, names).reason).toBeNull();
  expect(readEntry({ kind: 'service.visited', data: {} }, names)).toMatchObject({ kind: null, because: [] });
});

test.each([
  ['a reply costs nothing', { state: 'accepted', method: 'reply', joinedTo: null }, 0],
  ['a push costs one message', { state: 'accepted', method: 'push', joinedTo: null }, 1],
  ['what left with another costs nothing', { state: 'accepted', method: 'push', joinedTo: 'other' }, 0],
  ['what was not taken has no cost', { state: 'skipped', method: null, joinedTo: null }, null],
] as const)('%s', (_name, delivery, cost) => {
  expect(costOf(delivery)).toBe(cost);
});
