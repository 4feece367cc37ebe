import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeAudience, type Audience } from '../../prove/audience.js';
import { judge } from '../../prove/judge.js';
import { forgetChannel, gatewayOf } from '../../src/channels/channel-access.js';
import type { Context } from '../../src/context.js';
import { DeliveryBatchModel, DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { planDeliveries, recallUntaken } from '../../src/deliveries/index.js';
import { sendBatch, settleBatchMember, takeOverBatch } from '../../src/deliveries/send-batch.js';
import { sendPlanned } from '../../src/deliveries/send-planned.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { LineMonthlyLimitError, LineRateLimitError } from '../../src/line/errors.js';
import type { LineAccepted, LineGateway } from '../../src/line/gateway.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';

const FRIENDS = 10;
const MESSAGES = [{ type: 'text' as const, text: 'from two workers' }];

let product: TestApp;
let ctx: Context;
let stalled: ((gateway: LineGateway, ...sent: Parameters<LineGateway['multicast']>) => Promise<LineAccepted>) | null =
  null;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  const { connectLine } = product.app.ctx;
  ctx = {
    ...product.app.ctx,
    connectLine: (credentials) => {
      const gateway = connectLine(credentials);
      const multicast: LineGateway['multicast'] = (...sent) => {
        const handle = stalled;
        stalled = null;
        return handle ? handle(gateway, ...sent) : gateway.multicast(...sent);
      };
      return { ...gateway, multicast };
    },
  };
  forgetChannel(CHANNEL_ID);
  await gatewayOf(ctx, CHANNEL_ID);
}, 60_000);
afterAll(() => product.close());

let number = 0;
/** Planned deliveries of a sender of their own. */
const plan = async () => {
  number += 1;
  const senderId = `sender${number}`;
  const audience = await makeAudience(product.control, CHANNEL_ID, { name: senderId, friends: FRIENDS });
  const friends = await FriendModel.find({ lineUserId: { $in: audience.lineUserIds } }).lean();
  await planDeliveries(ctx, {
    channelId: CHANNEL_ID,
    sender: { kind: 'campaign', id: senderId },
    recipients: friends.map(({ _id, lineUserId }) => ({
      friendId: _id,
      lineUserId,
      content: { messages: MESSAGES },
      notBefore: ctx.clock.now(),
      isHeldOut: false,
    })),
  });
  const deliveries = await DeliveryModel.find({ 'sender.id': senderId }).sort({ _id: 1 }).lean();
  return { senderId, audience, ids: deliveries.map(({ _id }) => _id) };
};
const input = (senderId: string, deliveryIds: string[]) => ({
  senderId,
  channelId: CHANNEL_ID,
  messages: MESSAGES,
  deliveryIds,
});
/** What becomes of the next multicast, instead of going to LINE; what it does meanwhile goes there. */
const onNextMulticast = (handle: NonNullable<typeof stalled>) => {
  stalled = handle;
};
const takeOver = async (senderId: string) => {
  const past = { $set: { takeOverAt: new Date(0) } };
  await DeliveryBatchModel.updateMany({ senderId, state: { $ne: 'settled' } }, past);
  for (const { _id } of await DeliveryBatchModel.find({ senderId, state: { $ne: 'settled' } }).lean())
    await takeOverBatch(ctx, _id);
};
const states = async (senderId: string) => {
  const found = await DeliveryModel.find({ 'sender.id': senderId }).lean();
  return found.reduce<Record<string, number>>((sum, { state }) => ({ ...sum, [state]: (sum[state] ?? 0) + 1 }), {});
};
const verdict = (audience: Audience) => judge(product.control, CHANNEL_ID, audience);
const ONCE = { lost: 0, twice: 0, billed: FRIENDS };

test.each([
  ['the monthly limit', () => new LineMonthlyLimitError('over')],
  ['its rate', () => new LineRateLimitError('slow down')],
])('a worker that stalled in a call and is told %s undoes nothing of who took it over', async (_what, error) => {
  const { senderId, audience, ids } = await plan();
  onNextMulticast(async () => {
    await takeOver(senderId);
    throw error();
  });
  await sendBatch(ctx, input(senderId, ids));
  await recallUntaken(senderId);
  expect(await states(senderId)).toEqual({ accepted: FRIENDS });
  expect(await verdict(audience)).toEqual(ONCE);
});

test('a worker that stalled between an outcome and its deliveries does not plan them again', async () => {
  const { senderId, audience, ids } = await plan();
  onNextMulticast(async (gateway, ...sent) => {
    // Another took it over: LINE accepted, that is stored on the batch, and nothing yet on the deliveries.
    const { requestId } = await gateway.multicast(...sent);
    await DeliveryBatchModel.updateOne({ senderId }, { $set: { outcome: { state: 'accepted', requestId } } });
    throw new LineMonthlyLimitError('over');
  });
  await sendBatch(ctx, input(senderId, ids));
  await takeOver(senderId);
  expect(await states(senderId)).toEqual({ accepted: FRIENDS });
  expect(await verdict(audience)).toEqual(ONCE);
});

test('what was claimed for a batch too late to be a recipient is no part of its outcome, and is sent after', async () => {
  const { senderId, audience, ids } = await plan();
  const late = ids.at(-1) ?? '';
  onNextMulticast(async (gateway, ...sent) => {
    const [batch] = await DeliveryBatchModel.find({ senderId }).lean();
    await DeliveryModel.updateOne(
      { _id: late, state: 'planned' },
      { $set: { state: 'inFlight', method: 'multicast', batchId: batch?._id, takeOverAt: new Date(0) } },
    );
    return gateway.multicast(...sent);
  });
  await sendBatch(ctx, input(senderId, ids.slice(0, -1)));
  expect(await states(senderId)).toEqual({ accepted: FRIENDS - 1, inFlight: 1 });
  const found = await DeliveryModel.findById(late).lean();
  if (found) await settleBatchMember(ctx, found);
  await sendPlanned(ctx, senderId);
  expect(await verdict(audience)).toEqual(ONCE);
});

test('what is claimed for a batch that was settled as empty meanwhile is planned again and sent once', async () => {
  const { senderId, audience, ids } = await plan();
  const insertOne = DeliveryBatchModel.collection.insertOne.bind(DeliveryBatchModel.collection);
  // The worker stalls between storing its batch and claiming for it.
  DeliveryBatchModel.collection.insertOne = async (document: never) => {
    const inserted = await insertOne(document);
    DeliveryBatchModel.collection.insertOne = insertOne;
    await takeOver(senderId);
    return inserted;
  };
  await sendBatch(ctx, input(senderId, ids));
  expect(await states(senderId)).toEqual({ inFlight: FRIENDS });
  for (const member of await DeliveryModel.find({ 'sender.id': senderId }).lean()) await settleBatchMember(ctx, member);
  expect(await states(senderId)).toEqual({ planned: FRIENDS });
  await sendPlanned(ctx, senderId);
  expect(await verdict(audience)).toEqual(ONCE);
});

test('a delivery given to half of a batch that is not stored yet waits for it', async () => {
  const { senderId, ids } = await plan();
  const [_id = ''] = ids;
  await DeliveryModel.updateOne({ _id }, { $set: { state: 'inFlight', batchId: 'a/0', takeOverAt: new Date(0) } });
  const found = await DeliveryModel.findById(_id).lean();
  if (found) await settleBatchMember(ctx, found);
  expect(await DeliveryModel.findById(_id).lean()).toMatchObject({ state: 'inFlight', batchId: 'a/0' });
  expect((await states(senderId))['planned']).toBe(FRIENDS - 1);
});

test('two workers that send the same page at once send it once', async () => {
  const { senderId, audience } = await plan();
  await Promise.all([sendPlanned(ctx, senderId), sendPlanned(ctx, senderId), sendPlanned(ctx, senderId)]);
  await takeOver(senderId);
  await sendPlanned(ctx, senderId);
  expect(await verdict(audience)).toEqual(ONCE);
  expect(await states(senderId)).toEqual({ accepted: FRIENDS });
});
