import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from '../../src/context.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { findFriendDocument } from '../../src/friends/index.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { applyTags, jobs, listeners, sweeps } from '../../src/tags/index.js';
import { recordPageOfEntries } from '../../src/tags/record-page-of-entries.js';
import { recordTagEntries, type NewTagEntry } from '../../src/tags/record-tag-entries.js';
import { refoldTags } from '../../src/tags/refold-tags.js';
import { TagLedgerModel } from '../../src/tags/tag.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { storeFriend } from '../friends/store-friend.js';

const HOUR_MS = 3_600_000;
const START = new Date('2026-03-01T02:00:00Z');
const hours = (count: number) => new Date(START.getTime() + count * HOUR_MS);

let product: TestApp;
let ctx: Context;
let now: Date;
let woken: { job: string; payload: object; delayMs: number }[];

beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  const add = (tagId: string, definition: object) =>
    product.api('POST', '/api/v1/tags', { tagId, name: tagId, ...definition });
  await add('brief', { validity: { ttl: { n: 72, unit: 'hour' } } });
  await add('fading', {
    intensity: { decay: { kind: 'halfLife', days: 14 }, levels: [{ key: 'L3', min: 6 }], hysteresis: 0.5 },
  });
  await add('window', { intensity: { decay: { kind: 'window', days: 30 } }, onZero: 'remove' });
  await add('waiting', { validity: { ttl: { n: 72, unit: 'hour' } }, whileBlocked: 'pause' });
  await add('visited', {});
  const when = { kind: 'activity', activityKind: 'shop.visited' };
  await product.api('POST', '/api/v1/tag-rules', { name: 'Visited', when, tagId: 'visited' });
  await product.api('POST', '/api/v1/tag-rules', { name: 'Came', when: { kind: 'friendPath' }, tagId: 'visited' });
});
afterAll(() => product.close());
beforeEach(() => {
  now = START;
  woken = [];
  ctx = {
    ...product.app.ctx,
    clock: { now: () => now },
    wake: (job, payloads, { delayMs = 0 } = {}) => {
      woken.push(...payloads.map((payload) => ({ job, payload, delayMs })));
    },
    // Every event is kept, so that each can be looked at; by the store's own clock, or it would remove what is so old.
    publish: async (events) => {
      for (const { id, ...event } of events)
        await AnnouncementModel.collection.updateOne(
          { _id: id as never },
          { $setOnInsert: { ...event, owed: [], state: 'settled', publishedAt: new Date() } as never },
          { upsert: true },
        );
    },
  };
});

const entry = (tagId: string, changes: Partial<NewTagEntry> = {}): NewTagEntry => ({
  tagId,
  op: 'apply',
  weight: 1,
  at: now,
  eventId: 'event',
  source: { kind: 'rule', id: 'rule' },
  ...changes,
});
const apply = async (friend: { _id: string }, tagId: string, changes: Partial<NewTagEntry> = {}) => {
  const current = await findFriendDocument(friend._id);
  if (!current) throw new Error('The friend has gone.');
  return (await recordTagEntries(ctx, current, [entry(tagId, changes)])).friend;
};
const stored = async ({ _id }: { _id: string }, tagId: string) =>
  (await FriendModel.findById(_id).lean())?.tags.find((state) => state.tagId === tagId);
/** What a friend's tags announced and what is still in the outbox, by name and time. */
const told = async ({ _id }: { _id: string }) => {
  const published = await AnnouncementModel.find({ friendId: _id }).sort({ at: 1 }).lean();
  const waiting = (await FriendModel.findById(_id).lean())?.outbox ?? [];
  const unpublished = waiting.filter(({ id }) => published.every((one) => one._id !== id));
  return [...published, ...unpublished].map(({ name, at }) => `${name} ${at.toISOString()}`);
};
const job = (name: string) => {
  const found = jobs.find((one) => one.name === name);
  if (!found) throw new Error(`There is no job ${name}.`);
  return (payload: object) => found.run(ctx, payload);
};
const sweep = async () => {
  for (const one of sweeps) await one.run(ctx);
};

test('an entry that was written before the process died counts once when the cause is told again', async () => {
  const friend = await storeFriend();
  await apply(friend, 'visited', { eventId: 'first' });
  await TagLedgerModel.collection.insertOne({
    _id: `${friend._id}/visited/second/rule` as never,
    channelId: CHANNEL_ID,
    friendId: friend._id,
    tagId: 'visited',
    at: hours(1),
    op: 'apply',
    weight: 1,
    eventId: 'second',
    source: { kind: 'rule', id: 'rule' },
    recordedAt: hours(1),
  });
  now = hours(2);
  for (let time = 0; time < 3; time += 1) await apply(friend, 'visited', { eventId: 'second', at: hours(1) });
  expect(await stored(friend, 'visited')).toMatchObject({ v: 2, count: 2, lastAt: hours(1) });
  expect(await TagLedgerModel.countDocuments({ friendId: friend._id })).toBe(2);
  expect(await told(friend)).toEqual([`tag.added ${START.toISOString()}`, `tag.applied ${hours(1).toISOString()}`]);
});

test('two writers at once both count', async () => {
  const friend = await storeFriend();
  await Promise.all(['a', 'b', 'c', 'd'].map((eventId) => applyTags(ctx, friend, [entry('visited', { eventId })])));
  expect(await stored(friend, 'visited')).toMatchObject({ v: 4, count: 4 });
});

test('a ledger that an earlier version wrote is read as applications', async () => {
  const friend = await storeFriend();
  await TagLedgerModel.collection.insertOne({
    _id: `${friend._id}/fading/old/rule` as never,
    channelId: CHANNEL_ID,
    friendId: friend._id,
    tagId: 'fading',
    at: START,
    weight: 8,
    eventId: 'old',
    source: { kind: 'rule', id: 'rule' },
    recordedAt: START,
  });
  await refoldTags(ctx, friend, ['fading']);
  expect(await stored(friend, 'fading')).toMatchObject({ v: 8, level: 'L3', count: 1 });
});

describe('the exact time', () => {
  test.each([
    ['an expiry', 'brief', 1, 72 * HOUR_MS, 'tag.expired'],
    ['a level lost to a half-life, kept by its hysteresis', 'fading', 10, 1_043_365_117, 'tag.levelDown'],
    ['the end of what the last days brought', 'window', 1, 30 * 24 * HOUR_MS, 'tag.faded'],
  ])('of %s: not a millisecond before, then once', async (_what, tagId, weight, ms, name) => {
    const friend = await storeFriend();
    await apply(friend, tagId, { weight });
    const checkAt = (await FriendModel.findById(friend._id).lean())?.tagsCheckAt ?? START;
    expect(Math.abs(checkAt.getTime() - START.getTime() - ms)).toBeLessThan(tagId === 'fading' ? HOUR_MS : 1);
    const settle = () => job('tags.settle')({ friendId: friend._id });
    const names = async () => (await told(friend)).filter((line) => line.startsWith(name));
    now = new Date(checkAt.getTime() - 1);
    await settle();
    expect(await names()).toEqual([]);
    now = new Date(checkAt.getTime() + 5_000);
    await Promise.all([settle(), settle()]);
    await settle();
    expect(await names()).toEqual([`${name} ${checkAt.toISOString()}`]);
    expect((await FriendModel.findById(friend._id).lean())?.tagsCheckAt).toBeNull();
  });

  test('is what a friend who will be due within seconds is woken for', async () => {
    const friend = await storeFriend();
    await apply(friend, 'brief');
    now = new Date(hours(72).getTime() - 4_000);
    await sweep();
    expect(woken).toContainEqual({ job: 'tags.settle', payload: { friendId: friend._id }, delayMs: 4_000 });
  });

  test('of hundreds who are due together is worked off in one go, once each', async () => {
    const friends: FriendDocument[] = [];
    for (let count = 0; count < 450; count += 1) friends.push(await storeFriend());
    await Promise.all(friends.map((friend) => apply(friend, 'brief')));
    now = hours(73);
    await sweep();
    expect(woken).toContainEqual({ job: 'tags.settle-due', payload: {}, delayMs: 0 });
    await Promise.all([job('tags.settle-due')({}), job('tags.settle-due')({})]);
    const ids = friends.map(({ _id }) => _id);
    expect(await FriendModel.countDocuments({ _id: { $in: ids }, tagsCheckAt: { $ne: null } })).toBe(0);
    expect(await AnnouncementModel.countDocuments({ friendId: { $in: ids }, name: 'tag.expired' })).toBe(450);
  });
});

describe('each listener acts once however often it runs', () => {
  const event = (friend: FriendDocument, name: string, payload: object, at = hours(1)) => ({
    id: `${friend._id}:9:${name}`,
    name,
    channelId: CHANNEL_ID,
    friendId: friend._id,
    at,
    payload,
  });
  const hear = async (told: ReturnType<typeof event>, times = 2) => {
    const hearing = listeners.filter(({ on }) => on.includes(told.name));
    expect(hearing.length).toBeGreaterThan(0);
    for (let time = 0; time < times; time += 1) for (const listener of hearing) await listener.run(ctx, told);
  };

  test('to an activity', async () => {
    const friend = await storeFriend();
    await hear(event(friend, 'activity.recorded', { activityId: 'a', kind: 'shop.visited' }));
    expect(await stored(friend, 'visited')).toMatchObject({ count: 1 });
  });

  test('to a friend path, whichever announcement tells of it', async () => {
    const friend = await storeFriend({ friendPath: { id: 'poster', name: 'Poster', at: START } });
    await hear(event(friend, 'friend.pathFound', { id: 'poster' }));
    await hear(event(friend, 'friend.followed', { isFirst: true, isUnblocked: false }));
    expect(await stored(friend, 'visited')).toMatchObject({ count: 1 });
  });

  test('to blocking and coming back, also when they are told in the wrong order', async () => {
    const friend = await storeFriend();
    await apply(friend, 'waiting');
    now = hours(30);
    await hear(event(friend, 'friend.followed', { isFirst: false, isUnblocked: true }, hours(20)));
    await hear(event(friend, 'friend.unfollowed', {}, hours(10)));
    expect(await stored(friend, 'waiting')).toMatchObject({ paused: null, expiresAt: hours(82) });
  });

  describe('to a tag put on a friend who blocks us', () => {
    const blocking = (at = hours(10)) => ({ standing: 'blocked' as const, standingAt: at, blockedAt: at });
    const follow = (friend: { _id: string }, at: Date) =>
      FriendModel.collection.updateOne(
        { _id: friend._id as never },
        { $set: { standing: 'following', standingAt: at, blockedAt: null }, $inc: { rev: 1 } },
      );

    test('its clock stands still from the beginning until they come back', async () => {
      const friend = await storeFriend(blocking());
      now = hours(20);
      await apply(friend, 'waiting');
      await apply(friend, 'waiting');
      expect(await stored(friend, 'waiting')).toMatchObject({
        expiresAt: null,
        paused: { at: hours(20), remainingMs: 72 * HOUR_MS },
        count: 1,
      });
      now = hours(30);
      await follow(friend, hours(30));
      await hear(event(friend, 'friend.followed', { isFirst: false, isUnblocked: true }, hours(30)));
      expect(await stored(friend, 'waiting')).toMatchObject({ paused: null, expiresAt: hours(102) });
    });

    test('it runs on when they had come back before, and that was only heard later', async () => {
      const friend = await storeFriend(blocking());
      now = hours(20);
      await apply(friend, 'waiting');
      await hear(event(friend, 'friend.followed', { isFirst: false, isUnblocked: true }, hours(15)));
      expect(await stored(friend, 'waiting')).toMatchObject({ paused: null, expiresAt: hours(92) });
    });

    test('it runs or stands still as they are when it is written, though they came back or blocked us meanwhile', async () => {
      const [back, gone] = [await storeFriend(blocking()), await storeFriend()];
      await follow(back, hours(19));
      await FriendModel.collection.updateOne({ _id: gone._id as never }, { $set: blocking(), $inc: { rev: 1 } });
      now = hours(20);
      for (const friend of [back, gone]) await recordTagEntries(ctx, friend, [entry('waiting')]);
      expect(await stored(back, 'waiting')).toMatchObject({ paused: null, expiresAt: hours(92) });
      expect(await stored(gone, 'waiting')).toMatchObject({ paused: { at: hours(20) } });
    });

    test('also of many at once', async () => {
      const friends = [await storeFriend(blocking()), await storeFriend()];
      now = hours(20);
      await recordPageOfEntries(
        ctx,
        CHANNEL_ID,
        friends.map((friend) => ({ friend, entry: entry('waiting') })),
      );
      const states = await Promise.all(friends.map((friend) => stored(friend, 'waiting')));
      expect(states).toMatchObject([{ paused: { at: hours(20) } }, { paused: null, expiresAt: hours(92) }]);
    });

    test('that runs in spite of that is not stopped', async () => {
      const friend = await storeFriend(blocking());
      now = hours(20);
      await apply(friend, 'brief');
      expect(await stored(friend, 'brief')).toMatchObject({ paused: null, expiresAt: hours(92) });
    });
  });

  test.each([
    ['tag.expired', {}, 'expire'],
    ['tag.faded', {}, 'fade'],
    ['tag.levelUp', { from: null, to: 'L1', source: { kind: 'rule', id: 'rule' } }, 'level'],
    ['tag.levelDown', { from: 'L1', to: null }, 'level'],
  ])('to %s', async (name, payload, op) => {
    const friend = await storeFriend();
    await hear(event(friend, name, { tagId: 'visited', ...payload }));
    expect(await TagLedgerModel.find({ friendId: friend._id }).lean()).toMatchObject([{ op, tagId: 'visited' }]);
    await apply(friend, 'visited');
    expect(await stored(friend, 'visited')).toMatchObject({ count: 1 });
  });

  test('to a friend who has gone: nothing', async () => {
    const friend = await storeFriend();
    await FriendModel.deleteOne({ _id: friend._id });
    await hear(event(friend, 'activity.recorded', { activityId: 'a', kind: 'shop.visited' }));
    expect(await TagLedgerModel.countDocuments({ friendId: friend._id })).toBe(0);
  });
});
