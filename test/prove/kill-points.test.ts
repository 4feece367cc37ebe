import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeAudience, AUDIENCE_ATTRIBUTE, type Audience } from '../../prove/audience.js';
import { contentFor, SEND_KINDS, type SendKind } from '../../prove/content.js';
import { judge } from '../../prove/judge.js';
import { ANYWHERE, KILL_POINTS } from '../../prove/kill-points.mjs';
import { between, seededRandom } from '../../prove/random.js';
import { startWorker, type Worker } from '../../prove/worker.js';
import { DeliveryBatchModel, DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { LeaseModel } from '../../src/infra/mongo/lease.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const FRIENDS = 12;
const RANDOM_KILLS = 6;
const RANDOM_FRIENDS = 300;
const SEED = 20_261_127;
const POINTS = Object.keys(KILL_POINTS);

let product: TestApp;
const workers: Worker[] = [];
const sent = new Map<string, { id: string; audience: Audience }>();
let killed = 0;

beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  await product.api('POST', '/api/v1/attributes', {
    name: AUDIENCE_ATTRIBUTE,
    label: 'Audience',
    type: 'text',
    about: 'demographic',
  });
  // With caps, so that counting for them is a point too.
  await product.api('PUT', '/api/v1/sending-policy', { caps: { day: 3 } });

  for (const point of POINTS) {
    await sendTo(point, kindOf(point), FRIENDS, isOfStrangers(point));
    await killAt(point, 1);
  }
  const random = seededRandom(SEED);
  for (const kind of SEND_KINDS) await sendTo(`random/${kind}`, kind, RANDOM_FRIENDS, false);
  for (let kill = 0; kill < RANDOM_KILLS; kill += 1) {
    await endWaiting();
    await killAt(ANYWHERE, between(random, 1, 90));
  }
  await product.redis.flushdb();
  await endWaiting();
  workers.push(...(await Promise.all([startWorker(product.environment), startWorker(product.environment)])));
  for (const { id } of sent.values())
    await eventually(async () => {
      expect((await product.api('GET', `/api/v1/campaigns/${id}`)).body.state).toBe('done');
    }, 90_000);
}, 300_000);
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await product.close();
});

const kindOf = (point: string) => (point.startsWith('multicast') ? 'multicast' : 'push') satisfies SendKind;
const isOfStrangers = (point: string) => /split|half/.test(point);

async function sendTo(name: string, kind: SendKind, friends: number, hasStranger: boolean): Promise<void> {
  const audience = await makeAudience(product.control, CHANNEL_ID, { name, friends, hasStranger });
  const { body } = await product.api('POST', '/api/v1/campaigns', {
    name,
    audience: { attribute: AUDIENCE_ATTRIBUTE, is: name },
    content: contentFor(kind),
    sendAt: new Date(),
  });
  sent.set(name, { id: body.id, audience });
}

function found(name: string) {
  const one = sent.get(name);
  if (!one) throw new Error(`No campaign was sent for ${name}.`);
  return one;
}

/** Runs a worker until it has ended itself there. */
async function killAt(point: string, on: number): Promise<void> {
  const worker = await startWorker(product.environment, { point, on });
  workers.push(worker);
  // The guard of the process tells of SIGKILL as a shell does.
  expect(await worker.ended).toBe(128 + 9);
  killed += 1;
}

/** What a killed worker leaves is taken up after some seconds; here at once, which is no different to whoever takes it up. */
async function endWaiting(): Promise<void> {
  const past = new Date(0);
  await LeaseModel.updateMany({ _id: /^campaigns\// }, { $set: { until: past } });
  await DeliveryModel.updateMany({ state: 'inFlight' }, { $set: { takeOverAt: past } });
  await DeliveryBatchModel.updateMany({ state: { $ne: 'settled' } }, { $set: { takeOverAt: past } });
}

test.each([...POINTS, ...SEND_KINDS.map((kind) => `random/${kind}`)])(
  'a worker killed at %s: all have seen it, nobody twice, and it is billed as often as it is accepted',
  async (name) => {
    const { id, audience } = found(name);
    const friends = audience.lineUserIds.length;
    expect(await judge(product.control, CHANNEL_ID, audience)).toEqual({ lost: 0, twice: 0, billed: friends });
    const { body } = await product.api('GET', `/api/v1/campaigns/${id}`);
    expect(body.deliveries.byState).toEqual({ accepted: friends, ...(audience.hasStranger ? { rejected: 1 } : {}) });
  },
);

test('each named point was reached, and the random ones', () => {
  expect(killed).toBe(POINTS.length + RANDOM_KILLS);
});

test('nothing is left on its way, and each friend has one send counted for caps, those who got none have none', async () => {
  expect(await DeliveryBatchModel.countDocuments({ state: { $ne: 'settled' } })).toBe(0);
  const counts = await FriendModel.aggregate([
    { $group: { _id: { $size: { $ifNull: ['$sent.all', []] } }, friends: { $sum: 1 } } },
  ]);
  const strangers = POINTS.filter(isOfStrangers).length;
  const friends = POINTS.length * FRIENDS + SEND_KINDS.length * RANDOM_FRIENDS;
  expect(Object.fromEntries(counts.map(({ _id, friends }) => [_id, friends]))).toEqual({ 0: strangers, 1: friends });
});
