import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { deliver } from './deliver.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { resolveUnknown } from './resolve-unknown.js';
import { PresentedDelivery, SendMessageInput } from './schemas.js';

const tag = 'Deliveries';
const present = (delivery: Delivery) => {
  const { _id, channelId, friendId, sender, state, reason, method, passed = [], plannedAt, settledAt } = delivery;
  const waitsUntil = state === 'planned' ? (delivery.dueAt ?? delivery.notBefore) : null;
  return {
    id: _id,
    channelId,
    friendId,
    sender,
    state,
    // While a reply is in the air its stored reason is a caution for a crash, not an outcome.
    reason: state === 'inFlight' || state === 'accepted' ? null : reason,
    method,
    joinedTo: delivery.joinedTo ?? null,
    passed: [...passed],
    waitsUntil,
    plannedAt,
    settledAt,
  };
};

export const deliveryRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/messages',
    access: { scope: 'send' },
    summary: 'Send a message to one friend, once per externalId',
    tag,
    status: 202,
    body: SendMessageInput,
    response: PresentedDelivery,
    handle: async (ctx, { body: { friendId, externalId, content, transactional } }) => {
      const friend = await getFriendBehind(friendId);
      const id = `api:${friend._id}:${externalId}`;
      await deliver(ctx, { id, friend, sender: { kind: 'api', id: externalId }, content, transactional });
      const planned = await DeliveryModel.findById(id).lean();
      if (!planned) throw new NotFoundError('delivery', id);
      return present(planned);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/deliveries',
    access: { scope: 'read' },
    summary: 'What was sent or skipped for a friend, newest first, each with its reason',
    tag,
    params: z.object({ id: FriendId }),
    response: z.object({ deliveries: z.array(PresentedDelivery) }),
    handle: async (_ctx, { params: { id } }) => ({
      deliveries: (await DeliveryModel.find({ friendId: id }).sort({ plannedAt: -1 }).limit(200).lean()).map(present),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/deliveries/unknown',
    access: { scope: 'read' },
    summary: 'Deliveries of which LINE left no word, latest first: only a person can say what became of them',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ deliveries: z.array(PresentedDelivery) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      const unknown = await DeliveryModel.find({ channelId: channel._id, state: 'unknown' })
        .sort({ settledAt: -1 })
        .limit(200)
        .lean();
      return { deliveries: unknown.map(present) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/deliveries/unknown/resolve',
    access: { scope: 'send' },
    summary: 'Say what became of a delivery of which LINE left no word: it arrived, or it is to be sent again',
    tag,
    body: z.strictObject({ id: z.string().min(1).max(300), became: z.enum(['arrived', 'sendAgain']) }),
    response: PresentedDelivery,
    handle: async (ctx, { body: { id, became } }) => present(await resolveUnknown(ctx, id, became)),
  }),
];
