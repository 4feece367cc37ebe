import type { z } from 'zod';
import type { Channel } from '../channels/index.js';
import type { Context } from '../context.js';
import type { Friend } from '../friends/index.js';
import { ItemModel } from './item.model.js';
import { OwnershipRequestModel } from './ownership-request.model.js';
import type { Garage } from './schemas.js';

const SHOWN_MAX = 100;

/** What a friend sees of what they own, and how they can prove more. */
export async function presentGarage(
  ctx: Pick<Context, 'sendSms'>,
  channel: Pick<Channel, 'accountLinkUrl'>,
  { _id: friendId, profile }: Pick<Friend, '_id' | 'profile'>,
): Promise<z.infer<typeof Garage>> {
  const [items, waiting] = await Promise.all([
    ItemModel.find({ 'owner.friendId': friendId }).sort({ 'owner.since': -1 }).limit(SHOWN_MAX).lean(),
    OwnershipRequestModel.find({ friendId, state: 'waiting' }).sort({ requestedAt: -1 }).limit(SHOWN_MAX).lean(),
  ]);
  return {
    displayName: profile?.displayName ?? null,
    items: items.flatMap(({ serial, model, boughtOn, warrantyUntil, owner }) =>
      owner ? [{ serial, model, boughtOn, warrantyUntil, since: owner.since }] : [],
    ),
    waiting: waiting.map(({ serial, requestedAt }) => ({ serial, requestedAt })),
    ways: { phone: ctx.sendSms !== null, accountLink: Boolean(channel.accountLinkUrl) },
  };
}
