import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { defineRoute } from '../edges.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { REQUEST_STATES, type OwnershipRequest } from './core/request.js';
import { ItemModel } from './item.model.js';
import { OwnershipRequestModel } from './ownership-request.model.js';
import { presentItem } from './present-item.js';
import { approveRequest, getRequest, refuseRequest, requestOwnership } from './request-ownership.js';
import { ItemModelName, Note, PresentedRequest, Reason, RequestId, Serial } from './schemas.js';

const tag = 'Membership';
const REQUESTS_MAX = 200;
const byId = z.strictObject({ id: RequestId });

export const requestRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/ownership-requests',
    access: { scope: 'read' },
    summary: 'List what friends say they own, the latest 200 first; with what the brand knows of each item',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional(), state: z.enum(REQUEST_STATES).default('waiting') }),
    response: z.object({ requests: z.array(PresentedRequest) }),
    handle: async (ctx, { query: { channelId, state } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const requests = await OwnershipRequestModel.find({ channelId: channel._id, state })
        .sort({ requestedAt: -1 })
        .limit(REQUESTS_MAX)
        .lean();
      return { requests: await present(requests) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/ownership-requests',
    access: { scope: 'write' },
    summary: 'Note that a friend says an item is theirs, for staff to decide',
    tag,
    status: 201,
    params: z.object({ id: FriendId }),
    body: z.strictObject({ serial: Serial, note: Note }),
    response: PresentedRequest,
    handle: async (ctx, { params: { id }, body }) => {
      const friend = await getFriendBehind(id);
      return presentOne(await requestOwnership(ctx, friend, { ...body, way: 'request' }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/ownership-requests/approve',
    access: { scope: 'write' },
    summary: 'Approve a request: the item becomes the friend’s; an item that the brand does not know needs its model',
    tag,
    body: byId.extend({ reason: Reason.default('approved'), model: ItemModelName.optional() }),
    response: PresentedRequest,
    handle: async (ctx: Context, { body: { id, ...decision } }) => presentOne(await approveRequest(ctx, id, decision)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/ownership-requests/refuse',
    access: { scope: 'write' },
    summary: 'Refuse a request, with the reason',
    tag,
    body: byId.extend({ reason: Reason }),
    response: PresentedRequest,
    handle: async (ctx: Context, { body: { id, reason } }) => presentOne(await refuseRequest(ctx, id, reason)),
  }),
];

async function presentOne(request: OwnershipRequest): Promise<z.infer<typeof PresentedRequest>> {
  const [presented] = await present([await getRequest(request._id)]);
  if (!presented) throw new Error(`Ownership request ${request._id} was not presented.`);
  return presented;
}

async function present(requests: OwnershipRequest[]): Promise<z.infer<typeof PresentedRequest>[]> {
  const items = await ItemModel.find({ _id: { $in: requests.map(({ itemId }) => itemId) } }).lean();
  const byItemId = new Map(items.map((item) => [item._id, item]));
  return requests.map(({ _id, channelId: _channel, itemId, asks: _asks, ...rest }) => {
    const item = byItemId.get(itemId);
    return { id: _id, ...rest, item: item ? presentItem(item) : null };
  });
}
