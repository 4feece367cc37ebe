import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { newFriend, type Friend } from '../../src/friends/core/friend.js';
import { newId } from '../../src/infra/ids.js';
import { SegmentModel, SegmentTransitionModel } from '../../src/segments/segment.model.js';
import { aTag } from '../friends/a-friend.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

let app: TestApp;

beforeAll(async () => {
  app = await buildApp();
  await app.api('POST', '/api/v1/tags', { tagId: 'keen', name: 'Keen', intensity: {} });
  await app.api('POST', '/api/v1/tags', { tagId: 'visited', name: 'Visited' });
  await app.api('POST', '/api/v1/attributes', { name: 'city', label: 'City', type: 'text', about: 'demographic' });
});
afterAll(() => app.close());

/** A friend stored as they are, with whom nothing happens by itself. */
async function store(changes: Partial<Friend> = {}): Promise<Friend> {
  const now = new Date();
  const id = newId();
  const lineUserId = `U${id.toLowerCase().padEnd(32, '0')}`;
  const friend = {
    ...newFriend({ id, channelId: CHANNEL_ID, lineUserId, at: now, now }),
    profileDueAt: null,
    segmentsCheckAt: null,
    ...changes,
  };
  await FriendModel.collection.insertOne({ ...friend, outbox: [] } as never);
  return friend;
}

const exactly = (count: unknown) => ({ count, margin: 0 });
const stored = async (friend: Friend) => FriendModel.findById(friend._id).lean();
const isMember = async (friend: Friend, segmentId: string) =>
  (await stored(friend))?.segments.some(({ id }) => id === segmentId) ?? false;

/** Saves a segment and waits until every friend was looked at. */
async function save(
  rule: object,
  name = `Segment ${newId()}`,
): Promise<{ id: string; version: number; change: object }> {
  const { status, body } = await app.api('POST', '/api/v1/segments', { name, rule });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  await filled(body.id);
  return body;
}

const filled = (id: string) =>
  eventually(async () => {
    if ((await SegmentModel.findById(id).lean())?.fillingBy !== null) throw new Error('still filling');
  });

const transitionsOf = (friend: Friend, segmentId: string) =>
  SegmentTransitionModel.find({ friendId: friend._id, segmentId }).sort({ at: 1 }).lean();

describe('a rule that nobody saved', () => {
  test('gives those who meet it a page at a time, who came last first, and tags them all, with undo', async () => {
    const city = `City ${newId()}`;
    const rule = { attribute: 'city', is: city };
    const friends: Friend[] = [];
    for (let index = 0; index < 5; index += 1) friends.push(await store({ attributes: { city } }));
    await store({ attributes: { city: 'Elsewhere' } });
    const page = async (before?: string): Promise<{ friends: { id: string }[]; next: string | null }> =>
      (await app.api('POST', '/api/v1/segments/friends', { rule, limit: 3, before })).body;
    const first = await page();
    const second = await page(first.next ?? '');
    const found = [...first.friends, ...second.friends].map(({ id }) => id);
    expect(found).toEqual(friends.map(({ _id }) => _id).toReversed());
    expect([first.friends.length, second.next]).toEqual([3, null]);

    const ended = (id: string, state: string) =>
      eventually(async () => expect((await app.api('GET', `/api/v1/operations/${id}`)).body.state).toBe(state));
    const tagged = async () =>
      (await app.api('POST', '/api/v1/segments/count', { rule: { all: [rule, { tag: 'visited' }] } })).body.count;
    const bulk = { rule, op: 'apply', reason: 'they were at the fair' };
    const { status, body } = await app.api('POST', '/api/v1/tags/visited/bulk/rule', bulk);
    expect(status).toBe(202);
    await ended(body.id, 'done');
    expect(await tagged()).toBe(5);
    await app.api('POST', `/api/v1/operations/${body.id}/undo`);
    await ended(body.id, 'undone');
    expect(await tagged()).toBe(0);
    expect(
      await app.api('POST', '/api/v1/tags/visited/bulk/rule', { ...bulk, rule: { tag: 'none-such' } }),
    ).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('none-such') } } });
  });
});

describe('a saved segment', () => {
  test('has everybody who meets its rule, tells how many come in, and notes each of them once', async () => {
    const taipei = await store({ attributes: { city: 'Taipei' } });
    const tainan = await store({ attributes: { city: 'Tainan' } });
    const { id, change } = await save({ attribute: 'city', is: 'Taipei' });
    expect(change).toEqual({ entering: 1, leaving: 0 });
    expect(await isMember(taipei, id)).toBe(true);
    expect(await isMember(tainan, id)).toBe(false);
    await eventually(async () => {
      expect(await transitionsOf(taipei, id)).toMatchObject([
        { change: 'entered', cause: 'saved', version: 1, because: [{ truth: true, value: 'Taipei' }] },
      ]);
    });
    const { body } = await app.api('GET', `/api/v1/segments/${id}`);
    expect(body).toMatchObject({ count: 1, reading: 'city is Taipei', usedBy: [], isFilling: false });
    const members = await app.api('GET', `/api/v1/segments/${id}/friends`);
    expect(members.body.friends.map((friend: { id: string }) => friend.id)).toEqual([taipei._id]);
  });

  test('is entered and left as the friend changes, announced once each, with the reason', async () => {
    const friend = await store();
    const { id } = await save({ attribute: 'city', is: 'Hualien' });
    const setCity = (city: string | null) =>
      app.api('PATCH', `/api/v1/friends/${friend._id}/attributes`, { attributes: { city } });
    await setCity('Hualien');
    await eventually(async () => expect(await isMember(friend, id)).toBe(true));
    await setCity('Hualien');
    await setCity('Taipei');
    await eventually(async () => expect(await isMember(friend, id)).toBe(false));
    await eventually(async () => {
      expect(await transitionsOf(friend, id)).toMatchObject([
        { change: 'entered', cause: 'changed', because: [{ value: 'Hualien' }] },
        { change: 'left', cause: 'changed', because: [{ value: 'Taipei' }] },
      ]);
    });
    const { body } = await app.api('GET', `/api/v1/segments/${id}/friends/${friend._id}/why?language=zh-TW`);
    expect(body).toMatchObject({
      isIn: false,
      since: null,
      reading: 'city 為 Hualien',
      because: [{ truth: false, value: 'Taipei', reading: 'city 為 Hualien' }],
      transitions: [{ change: 'left' }, { change: 'entered' }],
    });
  });

  test('is left at the exact time although nothing happens', async () => {
    const lastAt = new Date(Date.now() - 55_000);
    const friend = await store({ tags: [aTag({ tagId: 'keen', lastAt })] });
    const { id } = await save({ tag: 'keen', appliedWithin: '1m' });
    expect(await isMember(friend, id)).toBe(true);
    await eventually(async () => expect(await isMember(friend, id)).toBe(false));
    const [, left] = await eventually(async () => {
      const transitions = await transitionsOf(friend, id);
      expect(transitions).toMatchObject([{ change: 'entered' }, { change: 'left', cause: 'changed' }]);
      return transitions;
    });
    expect(left?.at.getTime()).toBeGreaterThanOrEqual(lastAt.getTime() + 60_000);
  });

  test('says before and when it is saved anew how many come in and go out, and keeps the rules it had', async () => {
    const [north, south] = [
      await store({ attributes: { city: 'Keelung' } }),
      await store({ attributes: { city: 'Pingtung' } }),
    ];
    const { id } = await save({ attribute: 'city', is: 'Keelung' }, 'Far ends');
    const rule = { attribute: 'city', is: 'Pingtung' };
    const preview = await app.api('POST', '/api/v1/segments/preview', { rule, segmentId: id });
    expect(preview.body.change).toEqual({ entering: exactly(1), leaving: exactly(1) });
    const put = await app.api('PUT', `/api/v1/segments/${id}`, { version: 1, name: 'Far ends', rule });
    expect(put.body).toMatchObject({ version: 2, change: { entering: 1, leaving: 1 } });
    await filled(id);
    expect([await isMember(north, id), await isMember(south, id)]).toEqual([false, true]);
    const again = await app.api('PUT', `/api/v1/segments/${id}`, { version: 1, name: 'Far ends', rule });
    expect(again.status).toBe(409);
    const { body } = await app.api('GET', `/api/v1/segments/${id}/versions`);
    expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  });

  test('may speak of another segment, which then cannot be deleted; a circle is refused by name', async () => {
    const friend = await store({ attributes: { city: 'Yilan' } });
    const inner = await save({ attribute: 'city', is: 'Yilan' }, 'From Yilan');
    const outer = await save({ all: [{ segment: inner.id }, { standing: 'following' }] }, 'Reachable from Yilan');
    expect(await isMember(friend, outer.id)).toBe(true);
    const refused = await app.api('DELETE', `/api/v1/segments/${inner.id}`);
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { message: 'Segment From Yilan is used by segment Reachable from Yilan.' } },
    });
    const circle = await app.api('PUT', `/api/v1/segments/${inner.id}`, {
      version: 1,
      name: 'From Yilan',
      rule: { segment: outer.id },
    });
    expect(circle.status).toBe(400);
    expect(circle.body.error.message).toMatch(
      /circle: .*From Yilan → Reachable from Yilan|circle: .*Reachable from Yilan → From Yilan/,
    );
    expect(await SegmentModel.findById(inner.id).lean()).toMatchObject({ version: 1 });
    expect((await app.api('DELETE', `/api/v1/segments/${outer.id}`)).status).toBe(204);
    await eventually(async () => expect(await isMember(friend, outer.id)).toBe(false));
    expect((await app.api('DELETE', `/api/v1/segments/${inner.id}`)).status).toBe(204);
  });
});

describe('a rule that asks what cannot be answered is refused, and nothing is stored', () => {
  test.each([
    ['an unknown tag', { tag: 'nowhere' }, 'nowhere is not a tag of channel 1000000001.'],
    ['an unknown attribute', { attribute: 'shoeSize', is: 42 }, 'shoeSize is not an attribute of channel 1000000001.'],
    ['an unknown segment', { segment: 'nowhere' }, 'nowhere is not a segment of channel 1000000001.'],
    [
      'an unknown stage',
      { stage: ['retain', 'nowhere'] },
      'nowhere is not a stage of channel 1000000001; it has acquire, engage, retain, grow.',
    ],
    ['an unknown tier', { tier: ['nowhere'] }, 'nowhere is not a tier of channel 1000000001; it has none.'],
    [
      'a level that the tag does not have',
      { tag: 'keen', level: { atLeast: 'L9' } },
      'tag keen: level L9 is not one of its levels (it has none).',
    ],
    [
      'a rise that the tag does not track',
      { tag: 'keen', rose: { by: 1, within: '1d' } },
      'tag keen: it does not track its rise; set intensity.tracksRise first.',
    ],
    [
      'the freshness of a tag without end',
      { tag: 'visited', freshness: { lte: 50 } },
      'tag visited: it does not expire.',
    ],
    [
      'a window of zero',
      { tag: 'keen', appliedWithin: '0d' },
      'rule.appliedWithin: must be minutes, hours or days above zero, such as 30m, 72h or 7d.',
    ],
    [
      'nesting without end',
      Array.from({ length: 40 }).reduce<object>((rule) => ({ not: rule }), { everyone: true }),
      'rule: must not nest deeper than 10.',
    ],
    [
      'too many conditions',
      { any: Array.from({ length: 5 }, () => ({ any: Array.from({ length: 50 }, () => ({ everyone: true })) })) },
      'rule: must not have more than 200 conditions.',
    ],
  ])('%s', async (_what, rule, message) => {
    const before = await SegmentModel.countDocuments();
    const { status, body } = await app.api('POST', '/api/v1/segments', { name: 'Impossible', rule });
    expect(status).toBe(400);
    expect(body.error.message).toBe(message);
    expect(await SegmentModel.countDocuments()).toBe(before);
  });
});

describe('a preview', () => {
  test('counts, samples, and shows what each part leaves, who is unknown, and which index answers', async () => {
    const city = `City ${newId()}`;
    const [one] = [
      await store({ attributes: { city }, standing: 'following', friendPath: { id: city, name: 'P', at: new Date() } }),
      await store({ attributes: { city }, standing: 'blocked', friendPath: { id: city, name: 'P', at: new Date() } }),
      await store({ friendPath: { id: city, name: 'P', at: new Date() } }),
    ];
    const rule = {
      all: [
        { tag: 'keen', validity: 'any' },
        { attribute: 'city', is: city },
      ],
    };
    await FriendModel.updateOne({ _id: one._id }, { $set: { tags: [aTag({ tagId: 'keen' })] } });
    const { body } = await app.api('POST', '/api/v1/segments/preview', { rule });
    const total = await FriendModel.countDocuments({ channelId: CHANNEL_ID });
    expect(body).toMatchObject({
      total,
      count: 1,
      reading: `has or had the tag “Keen” and city is ${city}`,
      samples: [{ id: one._id }],
      margin: 0,
      change: { entering: exactly(1), leaving: exactly(0) },
    });
    expect(body.funnel).toEqual([
      {
        reading: 'has or had the tag “Keen”',
        remaining: exactly(expect.any(Number)),
        index: 'channelId_1_tags.tagId_1_tags.k_1',
      },
      { reading: `city is ${city}`, remaining: exactly(1), index: null },
    ]);
    expect(body.answeredBy.withoutIndex).toEqual([`city is ${city}`]);
    expect(body.answeredBy.indexes).toContain('channelId_1_tags.tagId_1_tags.k_1');
  });

  test('tells friends whom the rule cannot judge from those who do not meet it', async () => {
    await store({ attributes: {} });
    const { body } = await app.api('POST', '/api/v1/segments/preview', { rule: { attribute: 'city', is: 'Matsu' } });
    const without = await FriendModel.countDocuments({ channelId: CHANNEL_ID, 'attributes.city': null });
    expect(without).toBeGreaterThan(0);
    expect(body.unknown).toEqual(exactly(without));
  });
});
