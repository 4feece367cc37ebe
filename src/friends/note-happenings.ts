import { groupBy } from '../shared/group-by.js';
import { RECENT_KEPT, type Happened } from './core/friend.js';
import { happenedKey } from './core/happened.js';
import type { Idle } from './core/idle.js';
import { FriendModel } from './friend.model.js';

/** One thing that happened with a friend. */
export interface Happening {
  friendId: string;
  kind: string;
  at: Date;
}

/** What beside the counts is noted on friends. */
export interface Notes {
  /** When each friend was last active; the last activity only moves forward. */
  activeAt?: ReadonlyMap<string, Date>;
  /** The pause that each friend's activity ended. */
  idle?: ReadonlyMap<string, Idle>;
  /** Friends whose stage and segments are to be looked at again, and when. */
  lookAgain?: { friendIds: ReadonlySet<string>; at: Date };
}

/**
 * Counts what happened on the friends it happened with, in one round trip for any number. Counting is adding, so writers
 * do not disturb one another; whoever calls gives each happening once.
 */
export async function noteHappenings(
  happenings: Happening[],
  { activeAt, idle, lookAgain }: Notes = {},
): Promise<void> {
  const byFriend = groupBy(happenings, ({ friendId }) => friendId);
  const friendIds = new Set([...byFriend.keys(), ...(activeAt?.keys() ?? []), ...(lookAgain?.friendIds ?? [])]);
  if (friendIds.size === 0) return;
  await FriendModel.collection.bulkWrite(
    [...friendIds].map((friendId) => {
      const latest = activeAt?.get(friendId);
      const counted = countUpdate(byFriend.get(friendId) ?? []);
      const pause = idle?.get(friendId);
      const isLookedAt = lookAgain?.friendIds.has(friendId) ?? false;
      return {
        updateOne: {
          filter: { _id: friendId as never },
          update: {
            ...counted,
            ...(latest ? { $max: { ...counted.$max, lastActiveAt: latest } } : {}),
            // A decision that is being made on the friend as they were must not overwrite when to look again.
            ...(isLookedAt ? { $inc: { ...counted.$inc, rev: 1 } } : {}),
            ...(isLookedAt || pause
              ? {
                  $set: {
                    ...(isLookedAt ? { segmentsCheckAt: lookAgain?.at } : {}),
                    ...(pause ? { idle: pause } : {}),
                  },
                }
              : {}),
          },
        },
      };
    }) as never,
    { ordered: false },
  );
}

function countUpdate(happenings: Happening[]): { $inc?: object; $max?: object } {
  if (happenings.length === 0) return {};
  const kinds = [...groupBy(happenings, ({ kind }) => kind)].map(([kind, ofKind]) => {
    const times = ofKind.map(({ at }) => at).toSorted((one, other) => one.getTime() - other.getTime());
    return { field: `happened.${happenedKey(kind)}`, times };
  });
  const each = (name: string, value: (times: Date[]) => unknown) =>
    Object.fromEntries(kinds.map(({ field, times }) => [`${field}.${name}`, value(times)]));
  return {
    $inc: each('count', (times) => times.length),
    $min: each('firstAt', (times) => times[0]),
    $max: each('lastAt', (times) => times.at(-1)),
    $push: each('recent', (times) => ({ $each: times, $sort: -1, $slice: RECENT_KEPT })),
  } as { $inc: object; $max: object };
}

/** Writes what is known of one kind of happening, as counted anew; null when it never happened. */
export async function setHappened(friendId: string, kind: string, happened: Happened | null): Promise<void> {
  const field = `happened.${happenedKey(kind)}`;
  await FriendModel.collection.updateOne(
    { _id: friendId as never },
    happened ? { $set: { [field]: happened } } : { $unset: { [field]: '' } },
  );
}
