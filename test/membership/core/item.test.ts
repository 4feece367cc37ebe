import { describe, expect, test } from '@jest/globals';
import { decideMembership, serialKey, type Item } from '../../../src/membership/core/item.js';

const item = (serial: string, since: string, friendId = 'F'): Item => ({
  _id: `1/${serialKey(serial)}`,
  channelId: '1',
  serial,
  model: 'City',
  boughtOn: null,
  warrantyUntil: null,
  phoneHash: null,
  accountId: null,
  owner: { friendId, since: new Date(since), way: 'code', by: 'friend/F' },
  pastOwners: [],
  owedTo: [],
  owedAt: null,
  createdAt: new Date(since),
  rev: 1,
});
const nothing = { membership: { verifiedOwnerAt: null, items: [] } };

test.each([
  ['rfb-12 34', 'RFB1234'],
  ['ＲＦＢ１２３４', 'RFB1234'],
  ['RFB\u20131234', 'RFB1234'],
])('the serial %s is the same as %s', (written, key) => {
  expect(serialKey(written)).toBe(key);
});

describe('what a friend’s record says of their items', () => {
  test('the first item makes a verified owner since it is theirs', () => {
    const decided = decideMembership(nothing, [item('B', '2026-02-01'), item('A', '2026-01-01')]);
    expect(decided?.membership).toEqual({
      verifiedOwnerAt: new Date('2026-01-01'),
      items: [
        { serial: 'A', model: 'City', since: new Date('2026-01-01') },
        { serial: 'B', model: 'City', since: new Date('2026-02-01') },
      ],
    });
    expect(decided?.began.map(({ serial }) => serial)).toEqual(['A', 'B']);
    expect(decided?.ended).toEqual([]);
  });

  test('nothing changes when it says so already', () => {
    const owned = [item('A', '2026-01-01')];
    const decided = decideMembership(nothing, owned);
    expect(decided && decideMembership({ membership: decided.membership }, owned)).toBeNull();
  });

  test('the last item that goes takes the owner with it', () => {
    const decided = decideMembership(nothing, [item('A', '2026-01-01')]);
    expect(decided && decideMembership({ membership: decided.membership }, [])).toMatchObject({
      membership: { verifiedOwnerAt: null, items: [] },
      began: [],
      ended: [{ serial: 'A' }],
    });
  });

  test('of two items the older one sold, they are an owner since the younger one', () => {
    const decided = decideMembership(nothing, [item('A', '2026-01-01'), item('B', '2026-02-01')]);
    expect(decided && decideMembership({ membership: decided.membership }, [item('B', '2026-02-01')])).toMatchObject({
      membership: { verifiedOwnerAt: new Date('2026-02-01') },
      ended: [{ serial: 'A' }],
    });
  });

  test('the same serial written differently is the same item', () => {
    const before = { membership: { verifiedOwnerAt: new Date('2026-01-01'), items: [] as never[] } };
    const listed = { serial: 'a-1', model: 'City', since: new Date('2026-01-01') };
    const decided = decideMembership({ membership: { ...before.membership, items: [listed] } }, [
      item('A1', '2026-01-01'),
    ]);
    expect(decided).toBeNull();
  });
});
