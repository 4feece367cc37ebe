import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { WebhookEventModel } from '../../src/webhook/webhook-event.model.js';
import { aText, aUserId, buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const EVENTS = 300;
const FRIENDS = 20;
let product: TestApp;
const children: ChildProcess[] = [];

beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  await product.api('POST', '/api/v1/tags', { tagId: 'ride', name: 'Ride', intensity: {} });
  await product.api('POST', '/api/v1/tag-rules', {
    name: 'Rides',
    when: { kind: 'keyword', anyOf: ['ride'] },
    tagId: 'ride',
  });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await product.close();
});

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

const post = async (number: number) => {
  const event = aText(`ride ${number}`, aUserId(number % FRIENDS));
  expect((await product.postWebhook({ destination: 'U', events: [event] })).status).toBe(200);
};
const handledCount = () => WebhookEventModel.countDocuments({ state: 'handled' });

test.each([
  ['SIGTERM', 'asked to stop'],
  ['SIGKILL', 'killed'],
] as const)(
  'a worker that gets %s (%s) in the middle loses no event and repeats none',
  async (signal, _what) => {
    await FriendModel.deleteMany({});
    await WebhookEventModel.deleteMany({});
    const first = await startWorker();
    const posting = (async () => {
      for (let number = 0; number < EVENTS; number += 1) await post(number);
    })();
    await eventually(async () => expect(await handledCount()).toBeGreaterThan(10));
    first.kill(signal);
    const [code] = (await once(first, 'exit')) as [number | null];
    if (signal === 'SIGTERM') expect(code).toBe(0);
    await posting;
    const second = await startWorker();
    await eventually(async () => expect(await handledCount()).toBe(EVENTS), 60_000);
    const friends = await FriendModel.find({ channelId: CHANNEL_ID }).lean();
    expect(friends).toHaveLength(FRIENDS);
    expect(friends.map(({ tags }) => tags[0]?.count)).toEqual(Array.from({ length: FRIENDS }, () => EVENTS / FRIENDS));
    expect(await DeliveryModel.countDocuments({ state: 'inFlight' })).toBe(0);
    second.kill('SIGTERM');
    await once(second, 'exit');
  },
  120_000,
);
