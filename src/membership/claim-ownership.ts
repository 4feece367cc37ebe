import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { itemIdOf, type OwnerWay } from './core/item.js';
import { allowProof, noteFailedProof } from './limit-proofs.js';
import { claimItem, getItem } from './give-item.js';
import { OwnershipCodeModel } from './ownership-code.model.js';
import { addMissingItems } from './register-items.js';
import { requestOwnership } from './request-ownership.js';
import { noteSettled, settleOwner } from './settle-owner.js';

/** The item is the friend's; the proof is none; the proof is good, but the item is somebody else's: staff decide. */
export type ClaimOutcome = 'verified' | 'refused' | 'disputed';

type Claimed = { outcome: ClaimOutcome; friend: FriendDocument };

/**
 * Claims an item for a friend by its code. A code works once; the same friend repeating it (a redelivered event, a double
 * tap) is verified again without effect. After five failures within an hour every code is refused.
 */
export async function claimOwnership(
  ctx: Pick<Context, 'clock' | 'secrets' | 'signal'>,
  friend: FriendDocument,
  { code, at }: { code: string; at: Date },
): Promise<Claimed> {
  const now = ctx.clock.now();
  if (!allowProof(friend, now)) return { outcome: 'refused', friend };
  const _id = `${friend.channelId}/${ctx.secrets.fingerprint(code)}`;
  const known = await OwnershipCodeModel.findOneAndUpdate(
    { _id, expiresAt: { $gt: now }, $or: [{ claimedBy: null }, { claimedBy: friend._id }] },
    { $set: { claimedBy: friend._id, claimedAt: at } },
  ).lean();
  if (!known) return { outcome: 'refused', friend: await noteFailedProof(ctx, friend, at) };
  // Codes that an earlier version made are of items that were not registered.
  await addMissingItems(ctx, friend.channelId, [{ serial: known.serial, model: known.model }]);
  return takeItem(ctx, friend, { itemId: itemIdOf(friend.channelId, known.serial), way: 'code', at });
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
