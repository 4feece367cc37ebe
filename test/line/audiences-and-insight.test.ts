import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LineError } from '../../src/line/errors.js';
import type { LineGateway } from '../../src/line/gateway.js';
import { createLineConnector } from '../../src/line/messaging-api.js';
import { startLineSimulator, type LineSimulator } from '../../src/sandbox/line-simulator/index.js';

const CHANNEL = '1650000001';
const TOKEN = 'long-lived-access-token';
const DAY_MS = 24 * 3_600_000;

let line: LineSimulator;
let gateway: LineGateway;
let riders: string[];

beforeEach(async () => {
  line = await startLineSimulator();
  await line.control.addBot({ channelId: CHANNEL, channelSecret: 'channel-secret', accessToken: TOKEN });
  gateway = createLineConnector({ apiBaseUrl: line.url, dataApiBaseUrl: line.dataUrl })({
    channelId: CHANNEL,
    accessToken: TOKEN,
  });
  const people = await line.control.addPeople(
    Array.from({ length: 25 }, (_, index) => ({
      displayName: `Rider ${index}`,
      demographics: { gender: index < 5 ? ('male' as const) : ('female' as const) },
    })),
  );
  riders = people.map(({ userId }) => userId);
  await line.control.befriend({ channelId: CHANNEL, userIds: riders });
});
afterEach(() => line.close());

const hello = [{ type: 'text', text: 'hello' }];
const once = () => ({ retryKey: randomUUID() });
const later = (milliseconds: number) => line.control.advanceClock(milliseconds);

async function seenBy(userId: string): Promise<unknown[]> {
  const { entries } = await line.control.chat({ channelId: CHANNEL, userId });
  return entries.flatMap((entry) => (entry.kind === 'seen' ? [entry.message['text']] : []));
}

async function failure(call: Promise<unknown>): Promise<LineError> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof LineError) return outcome;
  throw new Error('The call did not end in a LineError.', { cause: outcome });
}

async function aReadyAudience(lineUserIds = riders): Promise<number> {
  const audienceId = await gateway.createAudience('riders', lineUserIds);
  await later(3_000);
  return audienceId;
}

describe('a broadcast', () => {
  test('reaches every friend, repeated under its retry key nobody again', async () => {
    const options = once();
    const { requestId, repeated } = await gateway.broadcast(hello, options);
    expect(repeated).toBe(false);
    expect(await gateway.broadcast(hello, options)).toEqual({ requestId, repeated: true, sentMessages: [] });
    for (const rider of riders) expect(await seenBy(rider)).toEqual(['hello']);
  });

  test('is counted for its day once that is over', async () => {
    await gateway.broadcast(hello, once());
    const today = new Date((await line.control.now()) + 9 * 3_600_000).toISOString().slice(0, 10);
    expect(await gateway.countBroadcastOn(today)).toBeNull();
    await later(DAY_MS);
    expect(await gateway.countBroadcastOn(today)).toBe(25);
  });
});

describe('an audience', () => {
  test('takes people in, more of them later, each once, and tells when it is done', async () => {
    const audienceId = await gateway.createAudience('riders', riders.slice(0, 10));
    expect(await gateway.findAudience(audienceId)).toMatchObject({ status: 'IN_PROGRESS', isWorking: true });
    await later(3_000);
    await gateway.addToAudience(audienceId, riders.slice(5, 20));
    expect(await gateway.findAudience(audienceId)).toMatchObject({ status: 'READY', isWorking: true });
    await later(3_000);
    expect(await gateway.findAudience(audienceId)).toEqual({
      audienceId,
      description: 'riders',
      status: 'READY',
      size: 20,
      isWorking: false,
      hasFailedJob: false,
    });
  });

  test('is found by its whole description, the oldest first', async () => {
    const first = await gateway.createAudience('c1/1', riders);
    await gateway.createAudience('c1/12', riders);
    const second = await gateway.createAudience('c1/1', riders);
    expect(await gateway.listAudienceIds('c1/1')).toEqual([first, second]);
  });

  test('is deleted, also twice, and then there is none', async () => {
    const audienceId = await gateway.createAudience('riders', riders);
    await gateway.deleteAudience(audienceId);
    await gateway.deleteAudience(audienceId);
    expect(await gateway.findAudience(audienceId)).toBeNull();
  });

  test('is refused as a whole for one id that is none', async () => {
    expect((await failure(gateway.createAudience('riders', [...riders, 'nobody']))).kind).toBe('invalid');
  });

  test('that is gone takes nobody in', async () => {
    expect((await failure(gateway.addToAudience(99, riders))).kind).toBe('invalid');
  });
});

describe('a narrowcast', () => {
  test('is taken now and sent later: progress tells how far it is, and to how many it went', async () => {
    const target = { audienceId: await aReadyAudience(riders.slice(0, 7)), demographic: null, max: 7 };
    const options = once();
    const { requestId } = await gateway.narrowcast(target, hello, options);
    expect(await gateway.getNarrowcastProgress(requestId)).toEqual({
      phase: 'waiting',
      targetCount: null,
      successCount: null,
      failureCount: null,
      errorCode: null,
    });
    await later(1_000);
    expect(await gateway.getNarrowcastProgress(requestId)).toMatchObject({ phase: 'sending', targetCount: 7 });
    await later(1_000);
    expect(await gateway.getNarrowcastProgress(requestId)).toMatchObject({ phase: 'succeeded', successCount: 7 });
    expect(await gateway.narrowcast(target, hello, options)).toMatchObject({ requestId, repeated: true });
    expect([await seenBy(riders[0] ?? ''), await seenBy(riders[7] ?? '')]).toEqual([['hello'], []]);
  });

  test('by LINE’s attributes to too few people is taken and fails, with the reason as a number', async () => {
    await line.control.configure({ narrowcastReachMin: 10 });
    const demographic = { type: 'gender', oneOf: ['male'] };
    const audienceId = await aReadyAudience();
    const { requestId } = await gateway.narrowcast({ audienceId, demographic, max: 25 }, hello, once());
    await later(2_000);
    expect(await gateway.getNarrowcastProgress(requestId)).toMatchObject({ phase: 'failed', errorCode: 2 });
  });

  test('by LINE’s attributes on an account with few friends is refused: that is no matter of the token', async () => {
    const demographic = { type: 'gender', oneOf: ['male'] };
    const call = gateway.narrowcast({ audienceId: await aReadyAudience(), demographic, max: 25 }, hello, once());
    expect(await failure(call)).toMatchObject({ kind: 'invalid', status: 403 });
  });

  test('beyond the quota is not taken at all', async () => {
    await line.control.setQuota({ channelId: CHANNEL, quota: { type: 'limited', value: 10 } });
    const target = { audienceId: await aReadyAudience(), demographic: null, max: 25 };
    expect((await failure(gateway.narrowcast(target, hello, once()))).kind).toBe('monthlyLimit');
  });

  test('that LINE has forgotten is not found', async () => {
    expect((await failure(gateway.getNarrowcastProgress(randomUUID()))).kind).toBe('notFound');
  });
});

describe("LINE's figures", () => {
  const today = async () => new Date((await line.control.now()) + 9 * 3_600_000).toISOString().slice(0, 10);

  test('of an aggregation unit say how many saw it, and nothing below 20', async () => {
    await gateway.multicast(riders, hello, { ...once(), aggregationUnit: 'c_many' });
    await gateway.multicast(riders.slice(0, 19), hello, { ...once(), aggregationUnit: 'c_few' });
    const days = { from: await today(), to: await today() };
    expect(await gateway.getUnitInsight('c_many', days)).toMatchObject({ delivered: null, uniqueImpression: 25 });
    expect(await gateway.getUnitInsight('c_few', days)).toMatchObject({ uniqueImpression: null });
    expect(await gateway.countAggregationUnits()).toBe(2);
  });

  test('of a broadcast say to how many it went, and who clicked which address', async () => {
    const button = { type: 'uri', label: 'Book', uri: 'https://example.com/book' };
    const messages = [
      { type: 'template', altText: 'Book', template: { type: 'buttons', text: 'A ride?', actions: [button] } },
    ];
    const { requestId } = await gateway.broadcast(messages, once());
    for (const userId of riders) await line.control.tapAction({ channelId: CHANNEL, userId, label: 'Book' });
    expect(await gateway.getRequestInsight(requestId)).toMatchObject({
      delivered: 25,
      uniqueImpression: 25,
      uniqueClick: 25,
      bubbles: [{ seq: 1, impression: 25 }],
      clicks: [{ seq: 1, url: 'https://example.com/book', click: 25, uniqueClick: 25 }],
    });
  });
});
