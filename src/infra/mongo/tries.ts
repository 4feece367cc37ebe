import type { Clock } from '../clock.js';
import { defineModel, isDuplicateKey, untilWritten } from './model.js';

/** How often something limited was tried since its window began. */
export interface Tries {
  /** Says what is limited and of whom: no secret, and nothing that names a person. */
  _id: string;
  count: number;
  until: Date;
}

export const TriesModel = defineModel<Tries>('Tries', 'tries', { count: Number, until: Date }, [
  [{ until: 1 }, { expireAfterSeconds: 0, name: 'over' }],
]);

/**
 * Counts a try before anything is looked at, so that many at once are no way around a limit. The window begins with the first
 * try and lasts `windowMs`. Resolves to how many there were in it, this one included, and until when it lasts.
 */
export async function countTry({ clock }: { clock: Clock }, id: string, windowMs: number): Promise<Omit<Tries, '_id'>> {
  const now = clock.now();
  for (;;) {
    const counted = await untilWritten(() =>
      TriesModel.findOneAndUpdate(
        { _id: id, until: { $gt: now } },
        { $inc: { count: 1 } },
        { returnDocument: 'after' },
      ).lean(),
    );
    if (counted) return counted;
    const begun = { count: 1, until: new Date(now.getTime() + windowMs) };
    try {
      const began = await untilWritten(() =>
        TriesModel.updateOne({ _id: id, until: { $lte: now } }, { $set: begun }, { upsert: true }),
      );
      if (began.matchedCount + began.upsertedCount > 0) return begun;
    } catch (error) {
      // Somebody else began the window in between.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** Begins anew. */
export async function forgetTries(id: string): Promise<void> {
  await TriesModel.deleteOne({ _id: id });
}

/** Makes a try not count. */
export async function giveBackTry(id: string): Promise<void> {
  await untilWritten(() => TriesModel.updateOne({ _id: id, count: { $gt: 0 } }, { $inc: { count: -1 } }));
}
