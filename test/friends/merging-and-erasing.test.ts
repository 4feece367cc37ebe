import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { holdings } from '../../src/domains.js';
import { ErasureModel } from '../../src/friends/erasure.model.js';
import { sweepErasures } from '../../src/friends/erase-friend.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { findOrCreateFriends } from '../../src/friends/index.js';
import { MergeModel } from '../../src/friends/merge.model.js';
import { sweepMerges } from '../../src/friends/merge-friends.js';
import { HealthPointModel } from '../../src/lifecycle/health-point.model.js';
import { API_KEY, buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, asText } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await product.api('POST', '/api/v1/tags', {
    tagId: 'rider',
    name: 'Rider',
    validity: { ttl: { n: 30, unit: 'day' } },
  });
  await product.api('POST', '/api/v1/tag-rules', {
    name: 'Says ride',
    when: { kind: 'keyword', anyOf: ['ride'] },
    tagId: 'rider',
    weight: 2,
  });
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const order = (id: string, externalId: string, totalMinor: number) =>
  api('POST', `/friends/${id}/orders`, { externalId, totalMinor, currency: 'TWD' });

async function upload(query: string, csv: string) {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'text/csv' };
  const answer = await fetch(`${product.url}/api/v1/friends/import${query}`, { method: 'POST', headers, body: csv });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** Settles everything that was announced, so that nothing is written later. */
async function untilQuiet() {
  await eventually(async () => {
    const owed = await mongoose.connection.collection('announcements').countDocuments({ state: 'owed' });
    const pending = await mongoose.connection.collection('webhookEvents').countDocuments({ state: 'pending' });
    const flying = await mongoose.connection
      .collection('deliveries')
      .countDocuments({ state: { $in: ['planned', 'inFlight'] } });
    expect({ owed, pending, flying }).toEqual({ owed: 0, pending: 0, flying: 0 });
  });
}

/** A friend about whom something is kept wherever anything can be. */
async function aKnownFriend(displayName: string) {
  const friend = await aFriend(product, { displayName });
  const { _id: id, lineUserId: userId } = friend;
  await product.control.sendText({ channelId: CHANNEL_ID, userId, text: 'I ride on Sundays' });
  await order(id, `order-${id}`, 1_000);
  await api('POST', `/friends/${id}/notes`, { text: `Spoke with ${displayName}` });
  await api('PATCH', `/friends/${id}/attributes`, { attributes: { city: displayName } });
  await api('PUT', `/friends/${id}/consent/survey`, { state: 'granted', source: 'form' });
  await api('POST', '/messages', { externalId: `hello-${id}`, friendId: id, content: asText('Hello') });
  await eventually(async () => {
    expect(await ActivityModel.countDocuments({ friendId: id, kind: 'message.received' })).toBe(1);
  });
  await untilQuiet();
  return friend;
}

async function documentsThatMention(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of (await mongoose.connection.db?.listCollections().toArray()) ?? []) {
    for await (const row of mongoose.connection.collection(name).find())
      if (JSON.stringify(row).includes(text)) found.push(name);
  }
  return [...new Set(found)];
}

test('every collection that names friends has a holding that speaks for it', () => {
  const held = new Set(holdings.flatMap(({ collections }) => collections));
  const naming = Object.values(mongoose.models)
    .filter(({ schema }) => ['friendId', 'claimedBy', 'keepId'].some((field) => schema.path(field)))
    .map(({ collection }) => collection.name);
  expect(naming.length).toBeGreaterThan(5);
  expect(naming.filter((name) => !held.has(name))).toEqual([]);
});

describe('erasing', () => {
  test('nothing that tells who it was is left anywhere, and a proof remains', async () => {
    const friend = await aKnownFriend('Forgotten rider');
    const { _id: id, lineUserId } = friend;
    const csv = `lineUserId,attribute.city\n${lineUserId},Osaka\n${lineUserId},=1+1\n`;
    const { body: dryRun } = await upload('?dryRun=true', csv);
    await eventually(async () => expect((await api('GET', `/operations/${dryRun.id}`)).body.state).toBe('done'));
    await product.app.sweep();
    expect((await documentsThatMention(id)).length).toBeGreaterThan(4);
    const { body: held } = await api('GET', `/friends/${id}/held`);
    expect(held.counts).toMatchObject({ notes: 1, orders: 1 });
    const { status, body } = await api('POST', `/friends/${id}/erase`, { reason: 'asked for it' });
    expect(status).toBe(200);
    expect(Object.keys(body.counts)).toEqual(expect.arrayContaining(Object.keys(held.counts)));
    expect(body).toMatchObject({ friendId: id, state: 'done', reason: 'asked for it' });
    expect(body.counts).toMatchObject({ notes: 1, orders: 1 });
    await untilQuiet();
    for (const text of [lineUserId, 'Forgotten rider', 'I ride on Sundays'])
      expect(await documentsThatMention(text)).toEqual([]);
    expect(await documentsThatMention(id)).toEqual(['erasures']);
    expect((await api('GET', `/erasures/${id}`)).body).toEqual(body);
    expect((await api('GET', '/erasures')).body.erasures).toContainEqual(body);
  });

  test('erasing again is harmless, and who was never here is not found', async () => {
    const { _id: id } = await aFriend(product);
    await untilQuiet();
    const first = await api('POST', `/friends/${id}/erase`, { reason: 'asked for it' });
    const second = await api('POST', `/friends/${id}/erase`, { reason: 'asked twice' });
    expect(second).toEqual(first);
    expect((await api('POST', '/friends/01ARZ3NDEKTSV4RRFFQ69G5FAV/erase', { reason: 'x' })).status).toBe(404);
  });

  test('an erasure that a process left half-way is finished', async () => {
    const { _id: id, channelId } = await aFriend(product);
    await untilQuiet();
    await ErasureModel.collection.insertOne({
      _id: id as never,
      channelId,
      fingerprint: 'x',
      reason: 'asked for it',
      by: 'apiKey/1',
      state: 'erasing',
      counts: {},
      startedAt: new Date(Date.now() - 3_600_000),
      doneAt: null,
    });
    await sweepErasures(product.app.ctx);
    await sweepErasures(product.app.ctx);
    expect((await api('GET', `/erasures/${id}`)).body.state).toBe('done');
    expect(await FriendModel.findById(id)).toBeNull();
  });

  test('who follows again is a new friend of whom nothing is known', async () => {
    const { _id: id, lineUserId } = await aKnownFriend('Returning rider');
    await api('POST', `/friends/${id}/erase`, { reason: 'asked for it' });
    await product.control.block({ channelId: CHANNEL_ID, userId: lineUserId });
    await product.control.follow({ channelId: CHANNEL_ID, userId: lineUserId });
    const anew = await eventually(async () => {
      const found = await FriendModel.findOne({ lineUserId, standing: 'following', followedAt: { $ne: null } }).lean();
      if (!found) throw new Error('not here yet');
      return found;
    });
    expect(anew._id).not.toBe(id);
    expect(anew).toMatchObject({ attributes: {}, consent: {}, orders: { count: 0 } });
  });
});

test('the timeline has a line from wherever something is kept, each once, however small the pages', async () => {
  const { _id: id, lineUserId } = await aKnownFriend('Documented rider');
  await product.control.block({ channelId: CHANNEL_ID, userId: lineUserId });
  await eventually(async () => {
    expect(await ActivityModel.countDocuments({ friendId: id, kind: 'friend.unfollowed' })).toBe(1);
  });
  await untilQuiet();
  const { entries } = (await api('GET', `/friends/${id}/timeline?limit=200`)).body;
  const kinds = entries.map(({ kind }: { kind: string }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining([
      'friend.followed',
      'message.received',
      'tag.changed',
      'delivery.accepted',
      'order.placed',
      'note.added',
      'consent.changed',
      'friend.unfollowed',
    ]),
  );
  for (const limit of [1, 3]) {
    const paged = [];
    let before = '';
    do {
      const { body } = await api('GET', `/friends/${id}/timeline?limit=${limit}${before}`);
      paged.push(...body.entries);
      before = body.next ? `&before=${body.next}` : '';
    } while (before);
    expect(paged).toEqual(entries);
  }
});

test('a worker imports what was uploaded', async () => {
  const { _id: id } = await aFriend(product);
  await api('POST', '/attributes', { name: 'shoe', label: 'Shoe size', type: 'number' });
  expect((await upload('', `friendId,attribute.shoe\n${id},42\n`)).status).toBe(202);
  await eventually(async () => {
    expect(await FriendModel.findById(id).lean()).toMatchObject({ attributes: { shoe: 42 } });
  });
});

describe('merging', () => {
  const stateOf = async (id: string) => {
    const { body } = await api('GET', `/friends/${id}`);
    const { attributes, consent, orders, mergedInto } = body;
    const tags = body.tags.map(({ tagId, count }: { tagId: string; count: number }) => ({ tagId, count }));
    return { attributes, consent, orders, mergedInto, tags };
  };

  test('what one had is the other’s, their events go there, and for a day it can be taken back', async () => {
    const kept = await aKnownFriend('Kept rider');
    const absorbed = await aKnownFriend('Absorbed rider');
    const before = { kept: await stateOf(kept._id), absorbed: await stateOf(absorbed._id) };
    const pair = { keepId: kept._id, absorbId: absorbed._id };

    const preview = (await api('POST', '/friends/merges/preview', pair)).body;
    expect(preview.conflicts).toEqual([{ name: 'city', kept: 'Kept rider', lost: 'Absorbed rider' }]);
    expect(preview.counts).toMatchObject({ notes: 1, orders: 1 });
    expect(await stateOf(kept._id)).toEqual(before.kept);

    const { status, body: merge } = await api('POST', '/friends/merges', pair);
    expect({ status, state: merge.state }).toEqual({ status: 201, state: 'done' });
    expect((await api('POST', '/friends/merges', pair)).body.id).toBe(merge.id);
    expect(await stateOf(kept._id)).toMatchObject({
      attributes: { city: 'Kept rider' },
      orders: { count: 2, totalMinor: 2_000 },
      tags: [{ tagId: 'rider', count: 2 }],
    });
    expect(await stateOf(absorbed._id)).toMatchObject({ mergedInto: kept._id });
    expect((await api('GET', `/friends/${kept._id}/notes`)).body.notes).toHaveLength(2);
    const { body: page } = await api('GET', '/friends?limit=200');
    expect(page.friends.map(({ id }: { id: string }) => id)).not.toContain(absorbed._id);

    await product.control.sendText({ channelId: CHANNEL_ID, userId: absorbed.lineUserId, text: 'It is me again' });
    await eventually(async () => {
      expect(await ActivityModel.countDocuments({ friendId: kept._id, 'content.text': 'It is me again' })).toBe(1);
    });
    const resolved = await findOrCreateFriends(product.app.ctx, CHANNEL_ID, [
      { lineUserId: absorbed.lineUserId, at: new Date() },
    ]);
    expect(resolved.get(absorbed.lineUserId)?._id).toBe(kept._id);

    await order(absorbed._id, 'order-by-the-old-id', 500);
    expect(await stateOf(kept._id)).toMatchObject({ orders: { count: 3, totalMinor: 2_500 } });
    const sent = await api('POST', '/messages', {
      externalId: 'by-the-old-id',
      friendId: absorbed._id,
      content: asText('Hello both'),
    });
    expect(sent.body.friendId).toBe(kept._id);
    expect((await api('PUT', `/friends/${absorbed._id}/blacklist`, { reason: 'x' })).status).toBe(409);

    await untilQuiet();
    const undone = await api('POST', `/friends/merges/${merge.id}/undo`);
    expect(undone.body.state).toBe('undone');
    expect((await api('POST', `/friends/merges/${merge.id}/undo`)).body.state).toBe('undone');
    // What came after the merge stays with the friend who was kept.
    expect(await stateOf(kept._id)).toEqual({
      ...before.kept,
      orders: expect.objectContaining({ count: 2, totalMinor: 1_500 }),
    });
    expect(await stateOf(absorbed._id)).toEqual(before.absorbed);
    expect((await api('GET', `/friends/${absorbed._id}/notes`)).body.notes).toHaveLength(1);
  });

  test('a merge that a process left half-way is finished, and what came late moves too', async () => {
    const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
    await untilQuiet();
    const at = new Date(Date.now() - 3_600_000);
    const merge = {
      _id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' as never,
      channelId: CHANNEL_ID,
      keepId: kept._id,
      absorbId: absorbed._id,
      state: 'merging' as const,
      isActive: true,
      by: 'apiKey/1',
      at,
      undoUntil: new Date(Date.now() + 3_600_000),
      undoneAt: null,
      before: null,
      dueAt: at,
    };
    await MergeModel.collection.insertOne(merge);
    await sweepMerges(product.app.ctx);
    expect(await MergeModel.findById(merge._id).lean()).toMatchObject({ state: 'done' });
    await ActivityModel.collection.insertOne({
      _id: 'late' as never,
      channelId: CHANNEL_ID,
      friendId: absorbed._id,
      groupId: null,
      kind: 'service.visited',
      at,
      content: null,
      unsentAt: null,
      data: {},
    });
    await sweepMerges(product.app.ctx);
    await sweepMerges(product.app.ctx);
    expect(await ActivityModel.findById('late').lean()).toMatchObject({ friendId: kept._id });
    expect((await FriendModel.findById(kept._id).lean())?.merges).toHaveLength(1);
    expect((await MergeModel.findById(merge._id).lean())?.dueAt).toEqual(merge.undoUntil);
  });

  test('the health of each stays with their own record, so that neither trend shows what the other one was', async () => {
    const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
    await untilQuiet();
    const aPoint = (friendId: string, daysAgo: number, score: number) => {
      const at = new Date(Date.now() - daysAgo * 24 * 3_600_000);
      const _id = `${friendId}/${at.toISOString().slice(0, 10)}`;
      return { _id, channelId: CHANNEL_ID, friendId, at, score, before: null };
    };
    await HealthPointModel.insertMany([aPoint(kept._id, 5, 80), aPoint(absorbed._id, 3, 10)]);
    const scores = async (id: string) => {
      const { body } = await api('GET', `/friends/${id}/health`);
      return body.trend.map(({ score }: { score: number }) => score).slice(-6, -1);
    };
    const { body } = await api('POST', '/friends/merges', { keepId: kept._id, absorbId: absorbed._id });
    await sweepMerges(product.app.ctx);
    expect(await scores(kept._id)).toEqual([80, 80, 80, 80, 80]);
    await api('POST', `/friends/merges/${body.id}/undo`);
    expect(await scores(kept._id)).toEqual([80, 80, 80, 80, 80]);
    expect((await scores(absorbed._id)).slice(-3)).toEqual([10, 10, 10]);
  });

  test('friends of two channels, one friend, and one merged already cannot be merged', async () => {
    const { _id: id } = await aFriend(product);
    const { _id: otherId } = await aFriend(product);
    await FriendModel.updateOne({ _id: otherId }, { $set: { channelId: '1000000002' } });
    expect((await api('POST', '/friends/merges', { keepId: id, absorbId: id })).status).toBe(400);
    expect((await api('POST', '/friends/merges', { keepId: id, absorbId: otherId })).status).toBe(400);
    await FriendModel.updateOne({ _id: otherId }, { $set: { channelId: CHANNEL_ID, mergedInto: 'x' } });
    expect((await api('POST', '/friends/merges', { keepId: id, absorbId: otherId })).status).toBe(409);
    expect((await api('POST', `/friends/${otherId}/erase`, { reason: 'x' })).status).toBe(409);
  });

  test('of two who merge the same friend at once into different ones, one is refused and nothing is joined twice', async () => {
    const [one, other, absorbed] = [await aFriend(product), await aFriend(product), await aFriend(product)];
    await untilQuiet();
    const into = (keepId: string) => api('POST', '/friends/merges', { keepId, absorbId: absorbed._id });
    const answers = await Promise.all([into(one._id), into(one._id), into(other._id)]);
    const winners = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id));
    expect(winners.size).toBe(1);
    const { mergedInto } = (await FriendModel.findById(absorbed._id).lean()) ?? {};
    expect((await FriendModel.findById(mergedInto).lean())?.merges).toEqual([...winners]);
  });

  test('a merge is not taken back after a day', async () => {
    const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
    await untilQuiet();
    const { body } = await api('POST', '/friends/merges', { keepId: kept._id, absorbId: absorbed._id });
    await MergeModel.updateOne({ _id: body.id }, { $set: { undoUntil: new Date(Date.now() - 1), dueAt: new Date(0) } });
    expect((await api('POST', `/friends/merges/${body.id}/undo`)).status).toBe(409);
    await sweepMerges(product.app.ctx);
    expect(await MergeModel.findById(body.id).lean()).toMatchObject({ before: null });
  });
});
