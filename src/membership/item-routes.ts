import { z } from 'zod';
import { nameActor } from '../access/index.js';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { InvalidInputError } from '../errors.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { Cursor } from '../shared/cursor.js';
import { itemIdOf } from './core/item.js';
import { getItem, transferItem } from './give-item.js';
import { listItems } from './list-items.js';
import { presentItem } from './present-item.js';
import { registerItems } from './register-items.js';
import { PresentedItem, RegisterItemsInput, Serial, TransferInput } from './schemas.js';

const tag = 'Membership';
const params = z.object({ serial: Serial });

export const itemRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/items',
    access: { scope: 'write' },
    summary:
      'Register items, such as vehicles, by their serials; those that are known are changed and keep their owner',
    tag,
    body: RegisterItemsInput,
    response: z.object({ created: z.number(), changed: z.number() }),
    handle: async (ctx, { body: { channelId, items } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const { created } = await registerItems(ctx, channel._id, items);
      return { created, changed: items.length - created };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/items',
    access: { scope: 'read' },
    summary: 'List items, newest first; those of a friend, owned or not, or whose serial begins so',
    tag,
    query: z.strictObject({
      channelId: ChannelId.optional(),
      friendId: FriendId.optional(),
      owned: z.enum(['true', 'false']).optional(),
      serial: Serial.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      /** `next` of the page before. */
      before: Cursor.optional(),
    }),
    response: z.object({ items: z.array(PresentedItem), next: z.string().nullable() }),
    handle: async (ctx, { query: { channelId, owned, ...rest } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const isOwned = owned === undefined ? undefined : owned === 'true';
      const { items, next } = await listItems(channel._id, { ...rest, isOwned });
      return { items: items.map(presentItem), next };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/items/:serial',
    access: { scope: 'read' },
    summary: 'Read an item with its owner and the owners before',
    tag,
    params,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: PresentedItem,
    handle: async (ctx, { params: { serial }, query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return presentItem(await getItem(itemIdOf(channel._id, serial)));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/items/:serial/transfer',
    access: { scope: 'write' },
    summary: 'Give an item to a friend, or to nobody, as after a sale; menus, stages and segments follow',
    tag,
    params,
    body: TransferInput,
    response: PresentedItem,
    handle: async (ctx, { params: { serial }, body: { channelId, friendId, reason } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const friend = friendId === null ? null : await getFriendBehind(friendId);
      if (friend && friend.channelId !== channel._id)
        throw new InvalidInputError('invalid_input', `Friend ${friend._id} is of another channel than ${channel._id}.`);
      const by = nameActor(ctx.actor);
      const to = friend && { friendId: friend._id, since: ctx.clock.now(), way: 'staff' as const, by };
      return presentItem(await transferItem(ctx, itemIdOf(channel._id, serial), { to, reason }));
    },
  }),
];
