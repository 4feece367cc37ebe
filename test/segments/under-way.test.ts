import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { newFriend } from '../../src/friends/core/friend.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { newId } from '../../src/infra/ids.js';
import { OperationModel } from '../../src/operations/operation.model.js';
import { SegmentModel, SegmentTransitionModel } from '../../src/segments/segment.model.js';
import { allHeard } from '../support/announcements.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const FRIENDS = 1_500; // three full pieces of an operation
const CITIES = ['Taipei', 'Tainan', 'Hualien'];
let product: TestApp;
const children: ChildProcess[] = [];
const ids: string[] = [];

beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  await product.api('POST', '/api/v1/attributes', { name: 'city', label: 'City', type: 'text', about: 'demographic' });
  const now = new Date();
  const friends = Array.from({ length: FRIENDS }, (_, number): FriendDocument => {
    const id = newId();
    const friend = newFriend({ id, channelId: CHANNEL_ID, lineUserId: `U${number}`, at: now, now });
    return {
      ...friend,
      attributes: { city: CITIES[number % CITIES.length] ?? '' },
      stage: { name: 'acquire', since: now, policyVersion: 0, lock: null },
      activityStatus: { name: 'active', since: now },
      profileDueAt: null,
      segmentsCheckAt: null,
      outbox: [],
    };
  });
  ids.push(...friends.map(({ _id }) => _id));
  await FriendModel.collection.insertMany(friends as never);
}, 60_000);
afterEach(() => stopAll());
afterAll(() => product.close());

/** A worker in a process of its own, as in production; resolves once it works. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['dist/main.js', 'worker'], {
    env: { ...process.env, ...product.environment, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('"msg":"started"')) resolve();
    });
  });
  return child;
}

async function stopAll(): Promise<void> {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** Kills the worker once the operation has done some of its work, empties the queue, and lets two others finish. */
async function interrupt(operationId: () => Promise<string | undefined>): Promise<void> {
  const first = await startWorker();
  await eventually(async () => {
    const operation = await OperationModel.findById(await operationId()).lean();
    expect(operation?.done).toBeGreaterThan(0);
  }, 30_000);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await product.redis.flushdb();
  await Promise.all([startWorker(), startWorker()]);
  await eventually(async () => {
    expect(await OperationModel.findById(await operationId()).lean()).toMatchObject({ state: 'done' });
  }, 90_000);
  await settled();
}

const settled = () =>
  eventually(async () => {
    expect(await FriendModel.countDocuments({ 'outbox.0': { $exists: true } })).toBe(0);
    await allHeard({ withinMs: 0 });
  }, 90_000);

const fillingOf = async (segmentId: string) =>
  (await OperationModel.findOne({ cause: `segments.fill/${segmentId}/1` }).lean())?._id;

test('a worker killed while a segment is filled leaves out nobody, and nobody enters twice', async () => {
  const rule = { attribute: 'city', is: 'Taipei' };
  const { body } = await product.api('POST', '/api/v1/segments', { name: 'Taipei', rule });
  await interrupt(() => fillingOf(body.id));
  const members = await FriendModel.countDocuments({ 'segments.id': body.id });
  expect(members).toBe(FRIENDS / CITIES.length);
  expect(await SegmentTransitionModel.countDocuments({ segmentId: body.id })).toBe(members);
  const entered = await SegmentTransitionModel.distinct('friendId', { segmentId: body.id, change: 'entered' });
  expect(entered).toHaveLength(members);
}, 240_000);

test('a worker killed while a policy moves friends leaves nobody behind, and moves nobody twice', async () => {
  const stages = [
    { name: 'acquire', enter: null },
    { name: 'south', enter: { attribute: 'city', is: 'Tainan' } },
  ];
  const { body } = await product.api('PUT', '/api/v1/stage-policy', { stages });
  await interrupt(async () => body.operationId);
  expect(await FriendModel.countDocuments({ 'stage.name': 'south' })).toBe(FRIENDS / CITIES.length);
  const moves = { kind: 'stage.changed', 'data.to': 'south' };
  expect(await ActivityModel.countDocuments(moves)).toBe(FRIENDS / CITIES.length);
  expect(await ActivityModel.distinct('friendId', moves)).toHaveLength(FRIENDS / CITIES.length);
}, 240_000);

test('a segment saved while its friends change has in the end exactly those whom its rule finds, each told truly', async () => {
  await Promise.all([startWorker(), startWorker()]);
  const rule = { attribute: 'city', is: 'Hualien' };
  const ending = new AbortController();
  const changing = Array.from({ length: 4 }, async (_, hand) => {
    for (let turn = 0; !ending.signal.aborted; turn += 1) {
      const id = ids[(turn * 7 + hand * 11) % 150];
      const city = CITIES[(turn + hand) % CITIES.length];
      await product.api('PATCH', `/api/v1/friends/${id}/attributes`, { attributes: { city } });
    }
  });
  const { body } = await product.api('POST', '/api/v1/segments', { name: 'Hualien', rule });
  await eventually(
    async () => expect(await SegmentModel.findById(body.id).lean()).toMatchObject({ fillingBy: null }),
    90_000,
  );
  ending.abort();
  await Promise.all(changing);
  await settled();

  const found = await FriendModel.distinct('_id', { 'attributes.city': 'Hualien' });
  const members = await FriendModel.distinct('_id', { 'segments.id': body.id });
  expect(members.toSorted()).toEqual(found.toSorted());
  const { body: segment } = await product.api('GET', `/api/v1/segments/${body.id}`);
  expect(segment.count).toBe(members.length);
  // Of each friend, entering and leaving take turns, and the last one says where they are.
  const transitions = await SegmentTransitionModel.find({ segmentId: body.id }).lean();
  const balance = new Map<string, number>();
  for (const { friendId, change } of transitions)
    balance.set(friendId, (balance.get(friendId) ?? 0) + (change === 'entered' ? 1 : -1));
  expect(new Set(balance.values())).toEqual(new Set([0, 1]));
  const inside = [...balance].flatMap(([friendId, sum]) => (sum === 1 ? [friendId] : []));
  expect(inside.toSorted()).toEqual(members.toSorted());
}, 240_000);
