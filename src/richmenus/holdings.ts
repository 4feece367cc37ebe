import type { HoldingDefinition } from '../edges.js';
import { DriftPassModel } from './drift-pass.model.js';
import { takeMenuAway } from './take-menu-away.js';

const of = ({ _id }: { _id: string }) => ({ 'friends.friendId': _id });

/** Friends whom a look at LINE's menus found with another one. Passes are kept for a quarter. Erasing takes the menu away. */
export const holdings: HoldingDefinition[] = [
  {
    name: 'driftPasses',
    collections: ['driftPasses'],
    count: (friend) => DriftPassModel.countDocuments(of(friend)),
    async *rows(friend) {
      for await (const { _id, friends } of DriftPassModel.find(of(friend)).sort({ _id: 1 }).lean().cursor())
        yield* friends.filter(({ friendId }) => friendId === friend._id).map((found) => ({ pass: _id, ...found }));
    },
    async erase(ctx, friend) {
      await takeMenuAway(ctx, friend);
      await DriftPassModel.collection.updateMany(of(friend), {
        $pull: { friends: { friendId: friend._id } },
      } as object);
    },
    // They tell what was found at that time, of whoever it was then.
    async move() {},
    async moveBack() {},
  },
];
