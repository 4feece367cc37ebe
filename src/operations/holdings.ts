import type { HeldFriend, HoldingDefinition } from '../edges.js';
import { OperationErrorModel, OperationModel } from './operation.model.js';

const errorsOf = ({ _id, lineUserId }: HeldFriend) => ({ subject: { $in: [_id, lineUserId] } });
const samplesOf = ({ _id }: HeldFriend) => ({ 'result.samples.friendId': _id });

/** What operations say about single friends: their errors, and samples of what they would change. They are few, so no index serves the samples. */
export const holdings: HoldingDefinition[] = [
  {
    name: 'operations',
    collections: ['operations', 'operationErrors'],
    count: async (friend) =>
      (await OperationErrorModel.countDocuments(errorsOf(friend))) +
      (await OperationModel.collection.countDocuments(samplesOf(friend))),
    async *rows(friend) {
      for await (const row of OperationErrorModel.find(errorsOf(friend)).lean().cursor()) yield { ...row };
    },
    async erase(_ctx, friend) {
      await OperationErrorModel.deleteMany(errorsOf(friend));
      await OperationModel.collection.updateMany(samplesOf(friend), {
        $pull: { 'result.samples': { friendId: friend._id } },
      } as object);
    },
    // They tell what was done at that time, to whoever it was then.
    async move() {},
    async moveBack() {},
  },
];
