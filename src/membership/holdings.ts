import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { AccountLinkModel } from './account-link.model.js';
import { ItemModel } from './item.model.js';
import { OwnershipCodeModel } from './ownership-code.model.js';
import { OwnershipRequestModel } from './ownership-request.model.js';
import { PhoneProofModel } from './phone-proof.model.js';

const ERASED = 'erased';
const claims = holdingOf('ownershipCodes', OwnershipCodeModel, { field: 'claimedBy' });
const owned = holdingOf('items', ItemModel, { field: 'owner.friendId' });
const formerlyOwned = holdingOf('formerItems', ItemModel, { field: 'pastOwners.friendId' });

export const holdings: HoldingDefinition[] = [
  /** A code works once, so an erased friend's stay claimed, by nobody. */
  {
    ...claims,
    async erase(_ctx, { _id }) {
      await OwnershipCodeModel.updateMany({ claimedBy: _id }, { $set: { claimedBy: ERASED } });
    },
  },
  /** An item stays the brand's record: it has no owner then, and those before are nobody. */
  {
    ...owned,
    async erase(_ctx, { _id }) {
      await ItemModel.updateMany({ 'owner.friendId': _id }, { $set: { owner: null }, $inc: { rev: 1 } });
    },
    async move(ctx, merge) {
      await owned.move(ctx, merge);
      await owe(ctx.clock.now(), merge.id, merge.to._id);
    },
    async moveBack(ctx, merge) {
      const moved = await ItemModel.find({ 'owner.friendId': merge.to._id, mergeId: merge.id }, { _id: 1 }).lean();
      await owned.moveBack(ctx, merge);
      const owedTo = [merge.from._id, merge.to._id];
      const ids = moved.map(({ _id }) => _id);
      await ItemModel.updateMany(
        { _id: { $in: ids } },
        { $set: { owedTo, owedAt: ctx.clock.now() }, $inc: { rev: 1 } },
      );
    },
  },
  {
    ...formerlyOwned,
    async erase(_ctx, { _id }) {
      await renamePastOwner(_id, ERASED);
    },
    async move(_ctx, { from, to }) {
      await renamePastOwner(from._id, to._id);
    },
    /** Which of them were whose cannot be told any more: they stay with the friend who was kept. */
    moveBack: async () => {},
  },
  holdingOf('ownershipRequests', OwnershipRequestModel),
  holdingOf('accountLinks', AccountLinkModel),
  holdingOf('phoneProofs', PhoneProofModel),
];

/** A record that was looked at between the merge and the move lost what moved only then. */
const owe = (now: Date, mergeId: string, friendId: string) =>
  ItemModel.updateMany(
    { 'owner.friendId': friendId, mergeId },
    { $set: { owedTo: [friendId], owedAt: now }, $inc: { rev: 1 } },
  );

async function renamePastOwner(from: string, to: string): Promise<void> {
  const named = ItemModel.find({ 'pastOwners.friendId': from }).lean().cursor();
  for await (const { _id, rev, pastOwners } of named) {
    const renamed = pastOwners.map((one) => (one.friendId === from ? { ...one, friendId: to } : one));
    await ItemModel.updateOne({ _id, rev }, { $set: { pastOwners: renamed }, $inc: { rev: 1 } });
  }
}
