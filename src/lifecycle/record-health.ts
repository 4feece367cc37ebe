import type { Friend } from '../friends/index.js';
import { HealthPointModel, type HealthPoint } from './health-point.model.js';

/** Notes the health that friends are about to get: the last of a day stays. Repeating it changes nothing. */
export async function recordHealth(changes: { friend: Friend; score: number; at: Date }[]): Promise<void> {
  if (changes.length === 0) return;
  await HealthPointModel.collection.bulkWrite(
    changes.map(({ friend, score, at }) => ({
      updateOne: {
        filter: { _id: `${friend._id}/${at.toISOString().slice(0, 10)}` as never },
        update: {
          $set: { score, at },
          $setOnInsert: { channelId: friend.channelId, friendId: friend._id, before: friend.health?.score ?? null },
        },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

const TREND_MAX = 31;

/** Days of the last month on which a friend's health changed, oldest first. */
export async function listHealthPoints(friendId: string): Promise<HealthPoint[]> {
  return (await HealthPointModel.find({ friendId }).sort({ at: -1 }).limit(TREND_MAX).lean()).toReversed();
}
