import { describe, expect, test } from '@jest/globals';
import { attributeConflicts, joinedPartOf, joinFriends, partFriends } from '../../../src/friends/core/join-friends.js';
import { aFriend, aProfile, daysAfter } from '../a-friend.js';

const said = (state: 'granted' | 'denied', days: number) => ({ state, at: daysAfter(days), source: 'form' });
const visited = (count: number, first: number, last: number) => ({
  'ride/tested': { count, firstAt: daysAfter(first), lastAt: daysAfter(last), recent: [daysAfter(last)] },
});

const kept = joinedPartOf(
  aFriend({
    attributes: { city: '臺北', size: 3 },
    consent: { promotion: said('granted', 1), survey: said('granted', 5) },
    followedAt: daysAfter(10),
    lastActiveAt: daysAfter(20),
    happened: visited(2, 3, 9),
    surveys: [{ id: 's1', score: 5, at: daysAfter(8) }],
    membership: { verifiedOwnerAt: null, items: [{ serial: 'A', model: 'x', since: daysAfter(1) }] },
  }),
);
const absorbed = joinedPartOf(
  aFriend({
    attributes: { city: 'Osaka', vip: true },
    consent: { promotion: said('denied', 2), survey: said('denied', 4) },
    followedAt: daysAfter(2),
    lastActiveAt: daysAfter(30),
    profile: aProfile('ja', 'Other name'),
    happened: { ...visited(3, 1, 12), 'service/visited': { ...visited(1, 4, 4)['ride/tested'] } },
    surveys: [
      { id: 's2', score: 2, at: daysAfter(9) },
      { id: 's1', score: 1, at: daysAfter(7) },
    ],
    membership: { verifiedOwnerAt: daysAfter(6), items: [{ serial: 'A', model: 'x', since: daysAfter(2) }] },
    blacklisted: { at: daysAfter(1), reason: 'asked', by: 'apiKey/1' },
  }),
);
const joined = joinFriends(kept, absorbed);

describe('two friends as one', () => {
  test('of a campaign that reached both, the first click of either counts', () => {
    const reached = (id: string, accepted: number, clicked: number | null) => ({
      id,
      acceptedAt: daysAfter(accepted),
      clickedAt: clicked === null ? null : daysAfter(clicked),
    });
    const { campaigns } = joinFriends(
      { ...kept, campaigns: [reached('c2', 5, null), reached('c1', 2, 4)] },
      { ...absorbed, campaigns: [reached('c3', 6, null), reached('c2', 4, 7), reached('c1', 3, 5)] },
    );
    expect(campaigns).toEqual([reached('c3', 6, null), reached('c2', 5, 7), reached('c1', 3, 4)]);
  });

  test('the kept one wins where attributes contradict, and the preview names what is lost', () => {
    expect(joined.attributes).toEqual({ city: '臺北', size: 3, vip: true });
    expect(attributeConflicts(kept.attributes, absorbed.attributes)).toEqual([
      { name: 'city', kept: '臺北', lost: 'Osaka' },
    ]);
  });

  test('what was said last about a purpose holds', () => {
    expect(joined.consent).toEqual({ promotion: said('denied', 2), survey: said('granted', 5) });
  });

  test('who is left alone on one record is left alone on both', () => {
    expect(joined.blacklisted).toEqual(absorbed.blacklisted);
  });

  test('they were first seen when either was, and last active when either was', () => {
    expect(joined).toMatchObject({ followedAt: daysAfter(2), lastActiveAt: daysAfter(30) });
  });

  test('what happened adds up', () => {
    expect(joined.happened['ride/tested']).toEqual({
      count: 5,
      firstAt: daysAfter(1),
      lastAt: daysAfter(12),
      recent: [daysAfter(12), daysAfter(9)],
    });
    expect(joined.happened['service/visited']?.count).toBe(1);
  });

  test('the latest answer to each survey counts, and an item is owned once', () => {
    expect(joined.surveys.map(({ id, score }) => `${id} ${score}`)).toEqual(['s2 2', 's1 5']);
    expect(joined.membership).toEqual({ verifiedOwnerAt: daysAfter(6), items: kept.membership.items });
  });
});

describe('a merge that is taken back', () => {
  test('gives back everything when nothing changed since', () => {
    expect(partFriends(joined, kept, joined)).toEqual(kept);
  });

  test('leaves what was changed since', () => {
    const current = {
      ...joined,
      attributes: { ...joined.attributes, city: '臺中', shoe: 42 },
      consent: { ...joined.consent, promotion: said('granted', 40) },
      lastActiveAt: daysAfter(41),
    };
    expect(partFriends(current, kept, joined)).toMatchObject({
      attributes: { city: '臺中', size: 3, shoe: 42 },
      consent: { promotion: said('granted', 40), survey: said('granted', 5) },
      lastActiveAt: daysAfter(41),
      followedAt: daysAfter(10),
    });
  });
});
