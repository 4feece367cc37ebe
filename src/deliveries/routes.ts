import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { deliver } from './deliver.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';
import { previewRoutes } from './preview-routes.js';
import { PresentedDelivery, SendMessageInput } from './schemas.js';

const tag = 'Deliveries';
const present = ({ _id, channelId, friendId, sender, state, reason, method, plannedAt, settledAt }: Delivery) => ({
  id: _id,
  channelId,
  friendId,
  sender,
  state,
  // While a reply is in the air its stored reason is a caution for a crash, not an outcome.
  reason: state === 'inFlight' ? null : state === 'accepted' ? null : reason,
  method,
  plannedAt,
  settledAt,
});

export const routes = [
  ...previewRoutes,
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
];
