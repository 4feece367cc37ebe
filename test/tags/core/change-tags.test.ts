import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { FriendTag } from '../../../src/friends/core/friend-tag.js';
import {
  changeTags,
  isInOrder,
  TAGS_PER_FRIEND_MAX,
  type Tagged,
  type TagEntryOf,
} from '../../../src/tags/core/change-tags.js';
import { pausesWhileBlocked } from '../../../src/tags/core/blocking.js';
import type { TagNews } from '../../../src/tags/core/news.js';
import { nextTagCheckAt, settleTag } from '../../../src/tags/core/settle.js';
import { byTime, foldLedger } from '../../../src/tags/core/state.js';
import type { TagBehaviour } from '../../../src/tags/core/tag.js';
import { after, aTag, DAY_MS, daysAfter, HOUR_MS, hoursAfter, START } from '../../friends/a-friend.js';
import { aTagLike, fading14Days, TAG, valid72Hours } from '../a-behaviour.js';

const LATER = daysAfter(1_000);
const RULE = { kind: 'rule', id: 'rule' };

const entry = (hours: number, changes: Partial<TagEntryOf> = {}): TagEntryOf => ({
  id: `entry-${hours}`,
  tagId: TAG,
  at: hoursAfter(hours),
  op: 'apply',
  weight: 1,
  source: RULE,
  ...changes,
});

const of = (tag: TagBehaviour) => new Map([[TAG, tag]]);

/** Handles entries one by one as they arrive, as the verb does: folding the ledger where they are not in order. */
function arrive(tag: TagBehaviour, arrivals: { entry: TagEntryOf; now: Date }[]) {
  const ledger = new Map<string, TagEntryOf>();
  let tagged: Tagged = { tags: [], absentTagsAt: null };
  const news: TagNews[] = [];
  for (const { entry: one, now } of arrivals) {
    const isFresh = !ledger.has(one.id);
    ledger.set(one.id, one);
    const standing = [...ledger.values()].toSorted(byTime).findLast(({ op }) => op === 'pause' || op === 'resume')?.op;
    const friend = { standing: standing === 'pause' ? ('blocked' as const) : ('following' as const), blockedAt: START };
    const isPlain =
      isFresh && pausesWhileBlocked(friend, of(tag), [one]).length === 0 && isInOrder(tagged, of(tag), [one]);
    const change = changeTags(tagged, of(tag), [one], now, isPlain ? null : new Map([[TAG, [...ledger.values()]]]));
    if (change.isChanged) tagged = change.set;
    news.push(...change.news);
  }
  return { tags: tagged.tags, news };
}
const arriveInTime = (tag: TagBehaviour, entries: TagEntryOf[]) =>
  arrive(
    tag,
    entries.map((one) => ({ entry: one, now: one.at })),
  );
const tagged = (tags: FriendTag[]): Tagged => ({ tags, absentTagsAt: null });
const kinds = (news: TagNews[]) => news.map(({ kind }) => kind);

describe('what is told', () => {
  const levelled = aTagLike({ intensity: fading14Days(), validity: valid72Hours() });

  test('of a first application: that the tag was added, and the level that it reached at once', () => {
    const { news } = arriveInTime(levelled, [entry(0, { weight: 4 })]);
    expect(news).toEqual([
      { kind: 'added', tagId: TAG, at: START, source: RULE },
      { kind: 'levelUp', tagId: TAG, at: START, source: RULE, from: null, to: 'L2' },
    ]);
  });

  test('of further ones: another level, or that it was applied', () => {
    const steady = aTagLike({ intensity: fading14Days({ decay: { kind: 'none' } }) });
    const { news } = arriveInTime(steady, [entry(0), entry(1, { weight: 0.1 }), entry(2, { weight: 9 })]);
    expect(kinds(news)).toEqual(['added', 'levelUp', 'applied', 'levelUp']);
  });

  test('of a correction downwards: the level that it lost', () => {
    const { news } = arriveInTime(levelled, [entry(0, { weight: 4 }), entry(1, { op: 'adjust', weight: -2 })]);
    expect(news.at(-1)).toEqual({ kind: 'levelDown', tagId: TAG, at: hoursAfter(1), from: 'L2', to: 'L1' });
  });

  test('of an end that nobody was told of before the tag is applied again: first the end, at its time', () => {
    const { news } = arriveInTime(levelled, [entry(0), entry(100)]);
    expect(news.slice(2)).toMatchObject([
      { kind: 'levelDown', from: 'L1', to: null },
      { kind: 'expired', at: hoursAfter(72) },
      { kind: 'added', at: hoursAfter(100) },
      { kind: 'levelUp' },
    ]);
  });

  test('of such an end the same, when another writer was faster and the ledger is folded anew', () => {
    const { tags } = arriveInTime(levelled, [entry(0)]);
    const again = (ledger: TagEntryOf[] | null) =>
      changeTags(tagged(tags), of(levelled), [entry(100)], hoursAfter(100), ledger && new Map([[TAG, ledger]])).news;
    expect(kinds(again(null))).toEqual(['levelDown', 'expired', 'added', 'levelUp']);
    expect(again([entry(0), entry(100)])).toEqual(again(null));
  });

  test('of an application that came when its validity was over already: added and expired', () => {
    const { news, tags } = arrive(aTagLike({ validity: valid72Hours() }), [{ entry: entry(0), now: LATER }]);
    expect(news).toMatchObject([
      { kind: 'added', at: START },
      { kind: 'expired', at: hoursAfter(72) },
    ]);
    expect(tags).toMatchObject([{ isEndAnnounced: true }]);
  });

  test('of expiry, fading and removal: three different ends', () => {
    const ends = (tag: TagBehaviour, entries: TagEntryOf[]) =>
      arrive(
        tag,
        entries.map((one) => ({ entry: one, now: LATER })),
      ).news.at(-1);
    const fading = aTagLike({ intensity: { decay: { kind: 'window', days: 3 } }, onZero: 'remove' });
    expect(ends(aTagLike({ validity: valid72Hours() }), [entry(0)])).toMatchObject({ kind: 'expired' });
    expect(ends(fading, [entry(0)])).toMatchObject({ kind: 'faded', at: daysAfter(3) });
    const remove = entry(1, { op: 'remove', weight: 0, source: { kind: 'api', id: 'key' } });
    expect(ends(aTagLike(), [entry(0), remove])).toEqual({
      kind: 'removed',
      tagId: TAG,
      at: hoursAfter(1),
      source: { kind: 'api', id: 'key' },
    });
  });

  test('of a late removal: who removed it, although what came after is folded too', () => {
    const remove = entry(1, { op: 'remove', weight: 0, source: { kind: 'api', id: 'key' } });
    const late = [entry(0), entry(2, { op: 'adjust', weight: -1 }), remove].map((one) => ({
      entry: one,
      now: hoursAfter(3),
    }));
    expect(arrive(aTagLike(), late).news.at(-1)).toMatchObject({ kind: 'removed', source: { id: 'key' } });
  });

  test('of a late event that prolongs a validity whose end was told: that the tag is on again', () => {
    const { news } = arrive(aTagLike({ validity: valid72Hours() }), [
      { entry: entry(0), now: hoursAfter(80) },
      { entry: entry(60), now: hoursAfter(100) },
    ]);
    expect(kinds(news)).toEqual(['added', 'expired', 'added']);
  });

  test('of nothing, when an entry is told again or suppressed', () => {
    const tag = aTagLike({ intensity: { cooldown: { n: 2, unit: 'hour' } } });
    expect(kinds(arriveInTime(tag, [entry(0), entry(0), entry(1)]).news)).toEqual(['added']);
  });
});

describe('too many tags', () => {
  const tag = aTagLike();
  const full = (changes: Partial<FriendTag> = {}) =>
    Array.from({ length: TAGS_PER_FRIEND_MAX }, (_, index) => aTag({ tagId: `tag-${index}`, ...changes }));
  const add = (tags: FriendTag[]) =>
    changeTags(tagged(tags), of(tag), [entry(1)], hoursAfter(1), new Map([[TAG, [entry(1)]]]));

  test('keep another one off a friend, and its entry says so', () => {
    expect(add(full())).toMatchObject({ isChanged: false, news: [], effects: [{ suppressed: 'tagLimit', after: 0 }] });
  });

  test('make room by letting go of the one that ended and was applied longest ago', () => {
    const tags = full();
    const ended = { activeUntil: START, endsBy: 'expiry', isEndAnnounced: true } as const;
    tags[7] = aTag({ tagId: 'older', lastAt: daysAfter(-9), ...ended });
    tags[8] = aTag({ tagId: 'newer', lastAt: daysAfter(-8), ...ended });
    const {
      set: { tags: next },
      isChanged,
    } = add(tags);
    expect(isChanged).toBe(true);
    expect(next).toHaveLength(TAGS_PER_FRIEND_MAX);
    expect(next.map(({ tagId }) => tagId)).toEqual(expect.arrayContaining(['newer', TAG]));
    expect(next.some(({ tagId }) => tagId === 'older')).toBe(false);
  });
});

test('a tag whose whole ledger was taken back leaves the friend', () => {
  const given = [aTag({ tagId: TAG })];
  const { set, news } = changeTags(tagged(given), of(aTagLike()), [], START, new Map([[TAG, []]]));
  expect(set.tags).toEqual([]);
  expect(kinds(news)).toEqual(['removed']);
});

test('a tag that nobody defined any more is left as it is', () => {
  const given = [aTag({ tagId: TAG })];
  expect(changeTags(tagged(given), new Map(), [entry(1)], hoursAfter(1), null)).toMatchObject({
    set: { tags: given },
    isChanged: false,
  });
});

describe('when to look again', () => {
  const levelled = aTagLike({ intensity: fading14Days(), validity: { ttl: { n: 30, unit: 'day' } } });
  const stateOf = (tag: TagBehaviour) => foldLedger(tag, [entry(0, { weight: 10 })]) ?? aTag();

  test('is when the first level is lost, then the next, then the end, then never', () => {
    let state = stateOf(levelled);
    const instants: number[] = [];
    for (let at = nextTagCheckAt([state], of(levelled)); at; at = nextTagCheckAt([state], of(levelled))) {
      instants.push((at.getTime() - START.getTime()) / DAY_MS);
      ({ state } = settleTag(state, levelled, at));
    }
    expect(instants.map((days) => Math.round(days * 100) / 100)).toEqual([0, 10.32, 24.32, 30]);
  });

  test('is the earliest of all tags, and never for one that neither ends nor has levels', () => {
    expect(nextTagCheckAt([aTag({ tagId: TAG })], of(aTagLike()))).toBeNull();
    const ending = aTag({ tagId: 'ending', expiresAt: daysAfter(2) });
    expect(nextTagCheckAt([stateOf(levelled), ending], of(levelled))).toEqual(after(1, START));
    expect(nextTagCheckAt([ending, { ...ending, isEndAnnounced: true }], of(levelled))).toEqual(daysAfter(2));
  });
});

describe('whatever the order of arrival', () => {
  const behaviour = fc.constantFrom<TagBehaviour>(
    aTagLike(),
    aTagLike({ validity: valid72Hours(), intensity: fading14Days({ hysteresis: 0.5 }), onZero: 'remove' }),
    aTagLike({ validity: valid72Hours({ onReapply: 'keep' }), intensity: { dailyCap: 2 } }),
    aTagLike({ validity: valid72Hours(), intensity: fading14Days(), whileBlocked: 'pause', onZero: 'remove' }),
    aTagLike({ intensity: { decay: { kind: 'window', days: 2 }, cooldown: { n: 1, unit: 'hour' } }, onZero: 'remove' }),
    aTagLike({ intensity: { decay: { kind: 'linear', amount: 1, everyDays: 1, afterIdleDays: 1 } }, onZero: 'remove' }),
  );
  const arrivals = fc
    .array(
      fc.record({
        hours: fc.integer({ min: 0, max: 200 }),
        op: fc.constantFrom<TagEntryOf['op']>('apply', 'apply', 'adjust', 'remove', 'pause', 'resume'),
        weight: fc.constantFrom(0.5, 1, 4),
        delay: fc.integer({ min: 0, max: 60 * HOUR_MS }),
        times: fc.constantFrom(1, 1, 2),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((drawn) =>
      drawn
        .flatMap(({ hours, op, weight, delay, times }, index) => {
          const one = entry(hours, { id: `entry-${index}`, op, weight });
          return Array.from({ length: times }, (_, time) => ({
            entry: one,
            now: after(delay + time * HOUR_MS, one.at),
          }));
        })
        .toSorted((one, other) => one.now.getTime() - other.now.getTime()),
    );

  test('late and repeated entries end in the same state as in order', () => {
    fc.assert(
      fc.property(behaviour, arrivals, (tag, given) => {
        const { tags } = arrive(tag, given);
        const unique = [...new Map(given.map((one) => [one.entry.id, one.entry])).values()];
        const folded = foldLedger(tag, unique);
        const settled = (state: FriendTag | null | undefined) => (state ? settleTag(state, tag, LATER).state : null);
        expect(settled(tags[0])).toEqual(settled(folded));
      }),
      { numRuns: 500 },
    );
  });

  test('added and ended are told in turn, so that whoever listens knows whether the tag is on', () => {
    fc.assert(
      fc.property(behaviour, arrivals, (tag, given) => {
        const { tags, news } = arrive(tag, given);
        const [state] = tags;
        const lapses = state ? settleTag(state, tag, LATER).lapses.filter(({ kind }) => kind === 'ended') : [];
        const turns = [
          ...kinds(news).flatMap((kind) => {
            if (kind === 'added') return ['on'];
            return kind === 'expired' || kind === 'faded' || kind === 'removed' ? ['off'] : [];
          }),
          ...lapses.map(() => 'off'),
        ];
        expect(turns).toEqual(turns.map((_, index) => (index % 2 === 0 ? 'on' : 'off')));
      }),
      { numRuns: 500 },
    );
  });
});
