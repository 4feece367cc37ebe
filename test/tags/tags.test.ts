import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { OperationModel } from '../../src/operations/operation.model.js';
import { TagLedgerModel, TagModel } from '../../src/tags/tag.model.js';
import { allHeard } from '../support/announcements.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

const HOUR_MS = 3_600_000;

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const addTag = async (tagId: string, definition: object = {}) => {
  const answer = await api('POST', '/tags', { tagId, name: tagId, ...definition });
  expect(answer).toMatchObject({ status: 201 });
};
const change = (friendId: string, tagId: string, body: object) =>
  api('POST', `/friends/${friendId}/tags/${tagId}`, body);
const stored = async (friendId: string, tagId: string) =>
  (await FriendModel.findById(friendId).lean())?.tags.find((state) => state.tagId === tagId);
const ledger = async (friendId: string, tagId: string) =>
  (await api('GET', `/friends/${friendId}/tags/${tagId}/ledger`)).body.entries;
/** What was announced about a tag of a friend; only what somebody listens to is stored. */
const announced = async (friendId: string, tagId: string) =>
  (await AnnouncementModel.find({ friendId, 'payload.tagId': tagId } as never).lean())
    .toSorted((one, other) => placeOf(one._id) - placeOf(other._id))
    .map(({ name, at }) => ({ name, at }));
/** Announcements of a friend are numbered by revision and place. */
const placeOf = (id: string) => {
  const [, rev, index] = id.split(':').map(Number);
  return (rev ?? 0) * 1_000 + (index ?? 0);
};
const names = async (friendId: string, tagId: string) => (await announced(friendId, tagId)).map(({ name }) => name);
const done = (operationId: string) =>
  eventually(async () => {
    const operation = await OperationModel.findById(operationId).lean();
    expect(operation).toMatchObject({ state: 'done' });
    return operation;
  });

describe('a tag changed by hand', () => {
  test('is applied, corrected and set, with what it did, by whom and why in its ledger', async () => {
    const friend = await aFriend(product);
    await addTag('hot', { validity: { ttl: { n: 72, unit: 'hour' } }, intensity: { levels: [{ key: 'L1', min: 3 }] } });
    expect((await change(friend._id, 'hot', { op: 'apply', weight: 2, externalId: 'a' })).body).toMatchObject({
      tag: { isActive: true, intensity: 2, level: null, count: 1, freshness: { name: 'fresh' }, endsBy: 'expiry' },
      suppressed: null,
    });
    await change(friend._id, 'hot', { op: 'add', amount: 1.5, reason: 'Asked twice at the shop' });
    await change(friend._id, 'hot', { op: 'subtract', amount: 1, reason: 'Counted twice' });
    expect((await change(friend._id, 'hot', { op: 'set', value: 5, reason: 'Known well' })).body.tag).toMatchObject({
      intensity: 5,
      level: 'L1',
      count: 1,
    });
    const entries = (await ledger(friend._id, 'hot')).filter(({ op }: { op: string }) => op !== 'level');
    expect(entries).toMatchObject([
      { op: 'set', weight: 5, before: 2.5, after: 5, reason: 'Known well', actor: { kind: 'apiKey' } },
      { op: 'adjust', weight: -1, before: 3.5, after: 2.5 },
      { op: 'adjust', weight: 1.5, before: 2, after: 3.5, reason: 'Asked twice at the shop' },
      { op: 'apply', weight: 2, before: 0, after: 2, expiresBefore: null, expiresAfter: expect.any(String) },
    ]);
    expect((await api('GET', `/friends/${friend._id}/tags`)).body.tags).toMatchObject([{ tagId: 'hot', intensity: 5 }]);
  });

  test('is applied once for one externalId, also by two at once', async () => {
    const friend = await aFriend(product);
    await addTag('once');
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => change(friend._id, 'once', { op: 'apply', externalId: 'same' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await stored(friend._id, 'once')).toMatchObject({ v: 1, count: 1 });
  });

  test('is pageable, newest first, while new entries come', async () => {
    const friend = await aFriend(product);
    await addTag('paged');
    for (const externalId of ['1', '2', '3']) await change(friend._id, 'paged', { op: 'apply', externalId });
    const path = `/friends/${friend._id}/tags/paged/ledger`;
    const first = (await api('GET', `${path}?limit=2`)).body;
    await change(friend._id, 'paged', { op: 'apply', externalId: '4' });
    const second = (await api('GET', `${path}?limit=2&before=${first.next}`)).body;
    expect([...first.entries, ...second.entries].map(({ after }: { after: number }) => after)).toEqual([3, 2, 1]);
    expect(second.next).toBeNull();
    expect((await api('GET', `${path}?before=nowhere`)).status).toBe(400);
  });

  test('within its cooldown is kept in the ledger and counts for nothing', async () => {
    const friend = await aFriend(product);
    await addTag('guarded', { intensity: { cooldown: { n: 10, unit: 'minute' } } });
    const source = (id: string) => ({ kind: 'link', id });
    await change(friend._id, 'guarded', { op: 'apply', source: source('A') });
    const again = await change(friend._id, 'guarded', { op: 'apply', source: source('A') });
    expect(again.body).toMatchObject({ suppressed: 'cooldown', tag: { intensity: 1, count: 1 } });
    await change(friend._id, 'guarded', { op: 'apply', source: source('B') });
    expect(await stored(friend._id, 'guarded')).toMatchObject({ v: 2, count: 2 });
    expect((await ledger(friend._id, 'guarded')).map((entry: { suppressed: string }) => entry.suppressed)).toEqual([
      null,
      'cooldown',
      null,
    ]);
  });

  test('is removed by removal, and that is announced with who did it', async () => {
    const friend = await aFriend(product);
    await addTag('taken', { intensity: { levels: [{ key: 'L1', min: 1 }] } });
    await change(friend._id, 'taken', { op: 'apply' });
    expect((await change(friend._id, 'taken', { op: 'remove', reason: 'Wrong person' })).body.tag).toMatchObject({
      isActive: false,
      endsBy: 'removal',
    });
    expect((await api('GET', `/friends/${friend._id}`)).body.tags).toMatchObject([{ isActive: false, level: null }]);
    await change(friend._id, 'taken', { op: 'remove', reason: 'Wrong person' });
    expect((await names(friend._id, 'taken')).filter((name) => name === 'tag.removed').length).toBeLessThanOrEqual(1);
    expect(await stored(friend._id, 'taken')).toMatchObject({ isEndAnnounced: true });
  });

  test.each([
    ['a correction without a reason', { op: 'add', amount: 1 }, 400],
    ['an amount of 0', { op: 'spend', amount: 0 }, 400],
    ['something unheard of', { op: 'multiply', amount: 2, reason: 'x' }, 400],
  ])('is refused with %s', async (_what, body, status) => {
    const friend = await aFriend(product);
    expect((await change(friend._id, 'hot', body)).status).toBe(status);
  });

  test('a tag that is not defined is not found', async () => {
    const friend = await aFriend(product);
    expect((await change(friend._id, 'nowhere', { op: 'apply' })).status).toBe(404);
  });
});

describe('spending', () => {
  test('the last one by two at once gives it to one; the other hears how much there is', async () => {
    const friend = await aFriend(product);
    await addTag('draws');
    await change(friend._id, 'draws', { op: 'apply' });
    const answers = await Promise.all(
      ['a', 'b'].map((externalId) => change(friend._id, 'draws', { op: 'spend', amount: 1, externalId })),
    );
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 409]));
    expect(answers.find(({ status }) => status === 409)?.body.error).toMatchObject({
      message: expect.stringContaining('Tag draws has 0; taking 1 would leave less than its minimum of 0'),
      details: { balance: 0, amount: 1, min: 0 },
    });
    expect(await stored(friend._id, 'draws')).toMatchObject({ v: 0 });
  });

  test('with the same externalId takes once, however often it is asked', async () => {
    const friend = await aFriend(product);
    await addTag('points');
    await change(friend._id, 'points', { op: 'set', value: 5, reason: 'Start' });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => change(friend._id, 'points', { op: 'spend', amount: 1, externalId: 'draw-1' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await stored(friend._id, 'points')).toMatchObject({ v: 4 });
    expect((await change(friend._id, 'points', { op: 'spend', amount: 2, externalId: 'draw-1' })).status).toBe(409);
  });

  test('that was refused never counts, also when the state is folded again', async () => {
    const friend = await aFriend(product);
    await addTag('kept', { intensity: { min: 1 } });
    await change(friend._id, 'kept', { op: 'set', value: 2, reason: 'Start' });
    expect((await change(friend._id, 'kept', { op: 'spend', amount: 1, externalId: 'a' })).status).toBe(200);
    expect((await change(friend._id, 'kept', { op: 'spend', amount: 1, externalId: 'b' })).status).toBe(409);
    expect((await change(friend._id, 'kept', { op: 'spend', amount: 1, externalId: 'b' })).status).toBe(409);
    await change(friend._id, 'kept', { op: 'set', value: 5, reason: 'More', externalId: 'same' });
    await change(friend._id, 'kept', { op: 'set', value: 5, reason: 'More', externalId: 'same' });
    expect(await stored(friend._id, 'kept')).toMatchObject({ v: 5 });
    expect((await ledger(friend._id, 'kept')).map((entry: { suppressed: string }) => entry.suppressed)).toContain(
      'refused',
    );
  });

  test('that was taken by a process which then died is not taken again', async () => {
    const friend = await aFriend(product);
    await addTag('crash');
    await change(friend._id, 'crash', { op: 'set', value: 3, reason: 'Start' });
    await change(friend._id, 'crash', { op: 'spend', amount: 1, externalId: 'x' });
    await TagLedgerModel.updateOne(
      { friendId: friend._id, tagId: 'crash', op: 'spend' },
      { $set: { isPending: true } },
    );
    await change(friend._id, 'crash', { op: 'spend', amount: 1, externalId: 'x' });
    expect(await stored(friend._id, 'crash')).toMatchObject({ v: 2 });
    expect(await TagLedgerModel.countDocuments({ friendId: friend._id, isPending: true })).toBe(0);
  });
});

describe('by time alone', () => {
  /** Moves everything that a friend's tag knows of time into the past. */
  const age = async (friendId: string, tagId: string, ms: number) => {
    const friend = await FriendModel.findById(friendId).lean();
    const earlier = (value: unknown): unknown => {
      if (value instanceof Date) return new Date(value.getTime() - ms);
      if (Array.isArray(value)) return value.map(earlier);
      return value;
    };
    const tags = friend?.tags.map((state) =>
      state.tagId === tagId
        ? {
            ...Object.fromEntries(Object.entries(state).map(([key, value]) => [key, earlier(value)])),
            k:
              state.k !== null && state.fading.kind === 'halfLife'
                ? state.k - ms / (24 * HOUR_MS) / state.fading.days
                : state.k,
          }
        : state,
    );
    await FriendModel.collection.updateOne(
      { _id: friendId as never },
      {
        $set: { tags, tagsCheckAt: earlier(friend?.tagsCheckAt) as Date | null },
        $inc: { rev: 1 },
      },
    );
    await TagLedgerModel.collection.updateMany({ friendId, tagId }, [{ $set: { at: { $subtract: ['$at', ms] } } }]);
  };

  test('a tag expires at its exact time, announced once and written into the ledger, also when the wake-up was lost', async () => {
    const friend = await aFriend(product);
    await addTag('brief', { validity: { ttl: { n: 1, unit: 'hour' } } });
    await change(friend._id, 'brief', { op: 'apply' });
    await product.redis.flushdb();
    await age(friend._id, 'brief', HOUR_MS + 60_000);
    const expiresAt = (await stored(friend._id, 'brief'))?.expiresAt;
    await Promise.all([product.app.sweep(), product.app.sweep()]);
    const entry = await eventually(async () => {
      await product.app.sweep();
      const [latest] = await ledger(friend._id, 'brief');
      expect(latest).toMatchObject({ op: 'expire', source: { kind: 'time' } });
      return latest;
    });
    expect(entry.at).toBe(expiresAt?.toISOString());
    expect((await announced(friend._id, 'brief')).filter(({ name }) => name === 'tag.expired')).toEqual([
      { name: 'tag.expired', at: expiresAt },
    ]);
    expect(await stored(friend._id, 'brief')).toMatchObject({ isEndAnnounced: true });
    expect(await FriendModel.findById(friend._id).lean()).toMatchObject({ tagsCheckAt: null });
  });

  test('levels are lost one by one at their own times', async () => {
    const friend = await aFriend(product);
    await addTag('fading', {
      intensity: {
        decay: { kind: 'halfLife', days: 1 },
        levels: [
          { key: 'L1', min: 2 },
          { key: 'L2', min: 4 },
        ],
      },
    });
    await change(friend._id, 'fading', { op: 'apply', weight: 8 });
    await age(friend._id, 'fading', 3 * 24 * HOUR_MS);
    await product.app.sweep();
    const lost = await eventually(async () => {
      const entries = (await ledger(friend._id, 'fading')).filter(
        ({ levels }: { levels: { from: string | null } | null }) => levels?.from,
      );
      expect(entries).toHaveLength(2);
      return entries;
    });
    expect(lost.map((entry: { levels: object }) => entry.levels)).toEqual([
      { from: 'L1', to: null },
      { from: 'L2', to: 'L1' },
    ]);
    expect(Date.parse(lost[0].at) - Date.parse(lost[1].at)).toBe(24 * HOUR_MS);
    expect((await stored(friend._id, 'fading'))?.level).toBeNull();
  });

  test('a tag that ended unannounced and is applied again is announced as ended, then as added', async () => {
    const friend = await aFriend(product);
    await addTag('again', { validity: { ttl: { n: 1, unit: 'hour' } } });
    await change(friend._id, 'again', { op: 'apply', externalId: '1' });
    await FriendModel.updateOne({ _id: friend._id }, { $set: { tagsCheckAt: null } });
    await age(friend._id, 'again', 2 * HOUR_MS);
    await FriendModel.updateOne({ _id: friend._id }, { $set: { tagsCheckAt: null } });
    expect(await change(friend._id, 'again', { op: 'apply', externalId: '2' })).toMatchObject({ status: 200 });
    expect((await names(friend._id, 'again')).filter((name) => name !== 'tag.applied')).toEqual([
      'tag.added',
      'tag.expired',
      'tag.added',
    ]);
  });
});

describe('a late event', () => {
  test('ends in the same state as in order, and corrects what is written beside later ones', async () => {
    const friend = await aFriend(product);
    await addTag('late', { intensity: { decay: { kind: 'halfLife', days: 14 }, dailyCap: 1 } });
    await api('POST', '/tag-rules', {
      name: 'Visited',
      when: { kind: 'activity', activityKind: 'shop.visited' },
      tagId: 'late',
    });
    const visit = (externalId: string, hoursAgo: number) =>
      api('POST', `/friends/${friend._id}/activities`, {
        kind: 'shop.visited',
        externalId,
        occurredAt: new Date(Date.now() - hoursAgo * HOUR_MS),
      });
    await visit('new', 1);
    await eventually(async () => expect(await stored(friend._id, 'late')).toMatchObject({ count: 1 }));
    await visit('old', 14 * 24 + 1);
    await eventually(async () => expect(await stored(friend._id, 'late')).toMatchObject({ count: 2 }));
    expect((await stored(friend._id, 'late'))?.v).toBeCloseTo(1.5, 2);
    const [newer, older] = await ledger(friend._id, 'late');
    expect(newer.before).toBeCloseTo(0.5, 2);
    expect(older).toMatchObject({ before: 0, after: 1 });
  });

  test('told twice counts once', async () => {
    const friend = await aFriend(product);
    await addTag('twice');
    await api('POST', '/tag-rules', {
      name: 'Twice',
      when: { kind: 'activity', activityKind: 'shop.called' },
      tagId: 'twice',
    });
    const call = (externalId: string) =>
      api('POST', `/friends/${friend._id}/activities`, { kind: 'shop.called', externalId });
    for (const externalId of ['a', 'a', 'b']) await call(externalId);
    await eventually(async () => expect(await stored(friend._id, 'twice')).toMatchObject({ v: 2, count: 2 }));
  });
});

test('a tag pauses while the friend blocks us and goes on afterwards', async () => {
  const friend = await aFriend(product);
  await addTag('waiting', { validity: { ttl: { n: 1, unit: 'hour' } }, whileBlocked: 'pause' });
  await change(friend._id, 'waiting', { op: 'apply' });
  await product.control.block({ channelId: CHANNEL_ID, userId: friend.lineUserId });
  await eventually(async () =>
    expect(await stored(friend._id, 'waiting')).toMatchObject({
      paused: { remainingMs: expect.any(Number) },
      expiresAt: null,
    }),
  );
  await product.control.follow({ channelId: CHANNEL_ID, userId: friend.lineUserId });
  await eventually(async () =>
    expect(await stored(friend._id, 'waiting')).toMatchObject({ paused: null, expiresAt: expect.any(Date) }),
  );
});

test('a rule can follow from a follow and from the add link that a friend came through', async () => {
  await addTag('newcomer');
  await api('POST', '/tag-rules', {
    name: 'New',
    when: { kind: 'activity', activityKind: 'friend.followed' },
    tagId: 'newcomer',
  });
  const friend = await aFriend(product);
  await eventually(async () => expect(await stored(friend._id, 'newcomer')).toMatchObject({ count: 1 }));
});

describe('300 tags on one friend', () => {
  test('are the most: another is refused, until one of them ends', async () => {
    const friend = await aFriend(product);
    const ids = Array.from({ length: 301 }, (_, index) => `many-${index}`);
    await TagModel.collection.insertMany(
      ids.map((tagId) => ({
        _id: `${CHANNEL_ID}/${tagId}`,
        channelId: CHANNEL_ID,
        tagId,
        name: tagId,
        onZero: 'keep',
        whileBlocked: 'run',
        createdAt: new Date(),
      })) as never,
    );
    await addTag('one-more');
    const [first = '', ...rest] = ids;
    await change(friend._id, first, { op: 'apply' });
    const state = await stored(friend._id, first);
    const tags = [first, ...rest.slice(0, 299)].map((tagId) => ({ ...state, tagId }));
    await FriendModel.collection.updateOne(
      { _id: friend._id as never },
      {
        $set: { tags },
        $inc: { rev: 1 },
      },
    );
    const refused = await change(friend._id, 'one-more', { op: 'apply', externalId: 'x' });
    expect(refused).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('300') } } });
    expect((await change(friend._id, 'one-more', { op: 'apply', externalId: 'x' })).status).toBe(409);
    await change(friend._id, first, { op: 'remove', reason: 'Makes room' });
    expect((await change(friend._id, 'one-more', { op: 'apply' })).status).toBe(200);
    expect(await stored(friend._id, first)).toBeUndefined();
  });
});

describe('editing a tag', () => {
  test('another validity needs to be said for whom; newOnly leaves what was applied', async () => {
    const friend = await aFriend(product);
    await addTag('edited', { validity: { ttl: { n: 72, unit: 'hour' } } });
    await change(friend._id, 'edited', { op: 'apply', externalId: 'before' });
    const before = (await stored(friend._id, 'edited'))?.expiresAt;
    const shorter = { validity: { ttl: { n: 1, unit: 'hour' } } };
    expect((await api('PATCH', '/tags/edited', shorter)).status).toBe(400);
    expect((await api('PATCH', '/tags/edited', { ...shorter, onTtlEdit: 'newOnly' })).body).toMatchObject({
      friends: 0,
      operationId: null,
      tag: { validity: { ttl: { n: 1, unit: 'hour' } } },
    });
    expect((await stored(friend._id, 'edited'))?.expiresAt).toEqual(before);
    const other = await aFriend(product);
    await change(other._id, 'edited', { op: 'apply' });
    const ttl =
      Number((await stored(other._id, 'edited'))?.expiresAt) - Number((await stored(other._id, 'edited'))?.lastAt);
    expect(ttl).toBe(HOUR_MS);

    const longer = await api('PATCH', '/tags/edited', {
      validity: { ttl: { n: 9, unit: 'hour' } },
      onTtlEdit: 'recompute',
    });
    expect(longer.body).toMatchObject({ friends: 2, operationId: expect.any(String) });
    await done(longer.body.operationId);
    for (const { _id } of [friend, other]) {
      const state = await stored(_id, 'edited');
      expect(Number(state?.expiresAt) - Number(state?.lastAt)).toBe(9 * HOUR_MS);
    }
  });

  test('another decay is carried through to the friends, and until then the former is known', async () => {
    const friend = await aFriend(product);
    await addTag('decaying', { intensity: { decay: { kind: 'halfLife', days: 14 } } });
    await change(friend._id, 'decaying', { op: 'apply', weight: 8 });
    const answer = await api('PATCH', '/tags/decaying', { intensity: { decay: { kind: 'window', days: 30 } } });
    expect(answer.body.friends).toBe(1);
    expect(await TagModel.findById(`${CHANNEL_ID}/decaying`).lean()).toMatchObject({
      formerFadings: [{ kind: 'halfLife', days: 14 }],
    });
    await done(answer.body.operationId);
    expect(await stored(friend._id, 'decaying')).toMatchObject({
      fading: { kind: 'window', days: 30 },
      gains: [{ sum: 8 }],
      k: null,
    });
    expect((await TagModel.findById(`${CHANNEL_ID}/decaying`).lean())?.formerFadings).toBeUndefined();
  });

  test('of several at once no change is lost silently: who was late is told and nothing of theirs is stored', async () => {
    await addTag('contested');
    const wanted = Array.from({ length: 10 }, (_, index) => `Description ${index}`);
    const answers = await Promise.all(wanted.map((description) => api('PATCH', '/tags/contested', { description })));
    const taken = wanted.filter((_, index) => answers[index]?.status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused)
      expect(answer).toMatchObject({
        status: 409,
        body: { error: { message: expect.stringContaining('contested was changed by somebody else') } },
      });
    const tag = await TagModel.findById(`${CHANNEL_ID}/contested`).lean();
    expect(tag?.revision).toBe(taken.length);
    expect(taken).toContain(tag?.description);
  });

  test('words and colours are just stored', async () => {
    await addTag('plain');
    const answer = await api('PATCH', '/tags/plain', { name: 'Plain', color: '#2e7d32', description: 'A label' });
    expect(answer.body).toMatchObject({ tag: { name: 'Plain', color: '#2e7d32' }, friends: 0, operationId: null });
    expect((await api('PATCH', '/tags/plain', { color: null })).body.tag).not.toHaveProperty('color');
  });
});

describe('folders', () => {
  test('are at most three deep and lie in no circle; removing one moves its tags up', async () => {
    const add = async (name: string, parentId: string | null) =>
      (await api('POST', '/tag-folders', { name, parentId })).body;
    const top = await add('Top', null);
    const middle = await add('Middle', top.id);
    const deep = await add('Deep', middle.id);
    expect((await api('POST', '/tag-folders', { name: 'Deeper', parentId: deep.id })).status).toBe(400);
    expect((await api('PATCH', `/tag-folders/${top.id}`, { parentId: deep.id })).status).toBe(400);
    await addTag('filed', { folderId: middle.id });
    expect((await api('DELETE', `/tag-folders/${middle.id}`)).status).toBe(204);
    expect((await api('GET', '/tags/filed')).body.folderId).toBe(top.id);
    expect((await api('GET', '/tag-folders')).body.folders).toMatchObject([
      { name: 'Deep', parentId: top.id },
      { name: 'Top', parentId: null },
    ]);
    expect((await api('POST', '/tags', { tagId: 'lost', name: 'Lost', folderId: middle.id })).status).toBe(400);
  });
});

describe('tagging rules', () => {
  test('can be switched off, changed and removed', async () => {
    const friend = await aFriend(product);
    await addTag('ruled');
    const { body: rule } = await api('POST', '/tag-rules', {
      name: 'Ruled',
      when: { kind: 'activity', activityKind: 'rule.tried' },
      tagId: 'ruled',
    });
    expect(rule.isEnabled).toBe(true);
    expect((await api('PATCH', `/tag-rules/${rule.id}`, { isEnabled: false })).body).toMatchObject({
      isEnabled: false,
    });
    const act = (externalId: string) =>
      api('POST', `/friends/${friend._id}/activities`, { kind: 'rule.tried', externalId });
    await act('off');
    await allHeard({ friendId: friend._id });
    await api('PATCH', `/tag-rules/${rule.id}`, { isEnabled: true, weight: 3 });
    await act('on');
    await eventually(async () => expect(await stored(friend._id, 'ruled')).toMatchObject({ v: 3, count: 1 }));
    expect((await api('DELETE', `/tag-rules/${rule.id}`)).status).toBe(204);
    expect((await api('DELETE', `/tag-rules/${rule.id}`)).status).toBe(404);
  });

  test('tried on the past say whom they would have tagged', async () => {
    const [one, two] = [await aFriend(product), await aFriend(product)];
    await addTag('tried');
    const say = (userId: string, text: string) => product.control.sendText({ channelId: CHANNEL_ID, userId, text });
    await say(one.lineUserId, 'Is the Nimbus in stock?');
    await say(one.lineUserId, 'NIMBUS please');
    await say(two.lineUserId, 'hello');
    const tryRule = (since: Date) =>
      api('POST', '/tag-rules/dry-run', {
        rule: { name: 'Nimbus', when: { kind: 'keyword', anyOf: ['nimbus'] }, tagId: 'tried' },
        since,
      });
    await eventually(async () =>
      expect((await tryRule(new Date(Date.now() - HOUR_MS))).body).toMatchObject({
        friends: 1,
        applications: 2,
        samples: [{ friendId: one._id, applications: 2 }],
        isCut: false,
        reading: 'Would have tagged 1 friends, 2 times.',
      }),
    );
    expect(await stored(one._id, 'tried')).toBeUndefined();
    expect((await tryRule(new Date(Date.now() - 91 * 24 * HOUR_MS))).status).toBe(400);
  });
});

describe('deleting a tag', () => {
  test('is refused with what uses it, and forced takes it off the friends while its ledger stays', async () => {
    const friend = await aFriend(product);
    await addTag('used');
    await api('POST', '/tag-rules', { name: 'Uses it', when: { kind: 'keyword', anyOf: ['used'] }, tagId: 'used' });
    await change(friend._id, 'used', { op: 'apply' });
    const uses = { references: [{ kind: 'tagRule', name: 'Uses it', id: expect.any(String) }], friends: 1 };
    expect((await api('GET', '/tags/used/used-by')).body).toEqual(uses);
    const refused = await api('DELETE', '/tags/used');
    expect(refused).toMatchObject({ status: 409, body: { error: { details: uses } } });
    const forced = await api('DELETE', '/tags/used?force=true');
    expect(forced).toMatchObject({ status: 200, body: { friends: 1 } });
    await done(forced.body.operationId);
    expect(await stored(friend._id, 'used')).toBeUndefined();
    expect(await TagLedgerModel.find({ friendId: friend._id, tagId: 'used' }).sort({ at: 1 }).lean()).toMatchObject([
      { op: 'apply' },
      { op: 'remove', source: { kind: 'tag', id: 'used' }, actor: { kind: 'apiKey' } },
    ]);
    expect((await api('GET', '/tags/used')).status).toBe(404);
  });

  test('and adding one of the same id begins anew: what was before counts for nothing, also when it is folded again', async () => {
    const friend = await aFriend(product);
    const anew = { intensity: { decay: { kind: 'halfLife', days: 14 } } };
    await addTag('reborn', anew);
    for (const externalId of ['a', 'b']) await change(friend._id, 'reborn', { op: 'apply', weight: 5, externalId });
    const { body } = await api('DELETE', '/tags/reborn?force=true');
    const early = await api('POST', '/tags', { tagId: 'reborn', name: 'reborn' });
    expect(early).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('1 friends') } } });
    await done(body.operationId);
    await addTag('reborn', anew);
    await change(friend._id, 'reborn', { op: 'apply', weight: 3 });
    expect(await stored(friend._id, 'reborn')).toMatchObject({ v: 3, count: 1 });
    const other = await api('PATCH', '/tags/reborn', { intensity: { decay: { kind: 'none' } } });
    await done(other.body.operationId);
    expect(await stored(friend._id, 'reborn')).toMatchObject({ v: 3, count: 1, fading: { kind: 'none' } });
    expect((await api('GET', '/tags/reborn/figures')).body.applied).toMatchObject({ last30Days: 1 });
    expect(await TagLedgerModel.countDocuments({ friendId: friend._id, tagId: 'reborn' })).toBe(4);
  });

  test('whose taking off the friends was cancelled can be asked for again', async () => {
    const friend = await aFriend(product);
    await addTag('leftover');
    await change(friend._id, 'leftover', { op: 'apply' });
    await TagModel.deleteOne({ _id: `${CHANNEL_ID}/leftover` });
    expect((await api('DELETE', '/tags/leftover')).status).toBe(404);
    const { body } = await api('DELETE', '/tags/leftover?force=true');
    await done(body.operationId);
    expect(await stored(friend._id, 'leftover')).toBeUndefined();
    expect((await api('DELETE', '/tags/leftover?force=true')).status).toBe(404);
  });
});

test("a tag's page counts its friends, its applications, and its quadrants", async () => {
  await addTag('figures', { intensity: { decay: { kind: 'halfLife', days: 14 } } });
  for (const weight of [1, 5, 5]) await change((await aFriend(product))._id, 'figures', { op: 'apply', weight });
  expect((await api('GET', '/tags/figures/figures')).body).toMatchObject({
    active: 3,
    applied: { last24Hours: 3, last7Days: 3, last30Days: 3, isCut: false },
    quadrants: { hot: 2, curious: 1, cooling: 0, cold: 0, highFrom: 3 },
  });
});
