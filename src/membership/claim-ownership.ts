import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { itemIdOf, wasGiven, type OwnerWay } from './core/item.js';
import { giveBackProofTry, takeProofTry } from './limit-proofs.js';
import { claimItem, getItem } from './give-item.js';
import { OwnershipCodeModel, type OwnershipCode } from './ownership-code.model.js';
import { addMissingItems } from './register-items.js';
import { requestOwnership } from './request-ownership.js';
import { noteSettled, settleOwner } from './settle-owner.js';

/** The item is the friend's; the proof is none; the proof is good, but the item is somebody else's: staff decide. */
export type ClaimOutcome = 'verified' | 'refused' | 'disputed';

type Claimed = { outcome: ClaimOutcome; friend: FriendDocument };

/**
 * Claims an item for a friend by its code. A code works once; the same friend repeating it (a redelivered event, a double
 * tap) is verified again without effect, for as long as the item is theirs. After five failures within an hour every code is
 * refused.
 */
export async function claimOwnership(
  ctx: Pick<Context, 'clock' | 'secrets' | 'signal'>,
  friend: FriendDocument,
  { code, at }: { code: string; at: Date },
): Promise<Claimed> {
  const tried = await takeProofTry(ctx, friend, at);
  if (!tried) return { outcome: 'refused', friend };
  const used = await useCode(ctx, tried, { code, at });
  if (!used) return { outcome: 'refused', friend: tried };
  // Codes that an earlier version made are of items that were not registered.
  await addMissingItems(ctx, friend.channelId, [{ serial: used.serial, model: used.model }]);
  const itemId = itemIdOf(friend.channelId, used.serial);
  const claimedAt = used.claimedAt ?? at;
  if (wasGiven(await getItem(itemId), { friendId: friend._id, way: 'code', since: claimedAt }))
    return { outcome: 'refused', friend: tried };
  return takeItem(ctx, await giveBackProofTry(ctx, tried, at), { itemId, way: 'code', at: claimedAt });
}

/** The code, the friend's now or already; null when there is none, or it is over, or somebody else's. */
async function useCode(
  ctx: Pick<Context, 'clock' | 'secrets'>,
  { _id: friendId, channelId }: FriendDocument,
  { code, at }: { code: string; at: Date },
): Promise<OwnershipCode | null> {
  const _id = `${channelId}/${ctx.secrets.fingerprint(code)}`;
  const isGood = { _id, expiresAt: { $gt: ctx.clock.now() } };
  const used = await OwnershipCodeModel.findOneAndUpdate(
    { ...isGood, claimedBy: null },
    { $set: { claimedBy: friendId, claimedAt: at } },
    { returnDocument: 'after' },
  ).lean();
  return used ?? OwnershipCodeModel.findOne({ ...isGood, claimedBy: friendId }).lean();
}

/** Makes a proven item the friend's. One that is somebody else's stays theirs, and staff are asked. */
export async function takeItem(
  ctx: Pick<Context, 'clock' | 'signal'>,
  friend: FriendDocument,
  { itemId, way, at }: { itemId: string; way: OwnerWay; at: Date },
): Promise<Claimed> {
  const owner = { friendId: friend._id, since: at, way, by: `friend/${friend._id}` };
  const item = await claimItem(ctx, itemId, owner);
  if (!item) {
    const { serial } = await getItem(itemId);
    await requestOwnership(ctx, friend, { serial, note: '', way });
    return { outcome: 'disputed', friend };
  }
  const settled = await settleOwner(ctx, friend);
  await noteSettled(item);
  return { outcome: 'verified', friend: settled };
}
