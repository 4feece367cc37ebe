import type { Clock } from '../clock.js';
import { newId } from '../ids.js';
import { defineModel, isDuplicateKey } from './model.js';

/** The right of one process to work on something for a while. */
interface Lease {
  _id: string;
  token: string | null;
  until: Date;
  /** Somebody came while it was held: whoever holds it looks once more before letting go. */
  isWanted: boolean;
}

export const LeaseModel = defineModel<Lease>('Lease', 'leases', { token: String, until: Date, isWanted: Boolean });

const LEASES_MAX = 10; // clocks of two processes never differ by so many leases

/** Renews the lease; false once it was lost to somebody else. */
export type Renew = () => Promise<boolean>;

/**
 * Runs `work` while holding the lease `name`, so that it runs in one process at a time. When somebody else holds it, leaves
 * word and returns: the holder runs its work once more before letting go, so no wake-up is dropped. A holder that dies
 * loses the lease after `ms`. Work must be safe to run twice all the same: a stalled process may believe it still holds it.
 */
export async function withLease(
  clock: Clock,
  name: string,
  ms: number,
  work: (renew: Renew) => Promise<void>,
): Promise<boolean> {
  const token = newId();
  if (!(await acquire(clock, name, token, ms))) return false;
  const renew: Renew = async () => {
    const renewed = await LeaseModel.updateOne({ _id: name, token }, { $set: { until: after(clock, ms) } });
    return renewed.matchedCount === 1;
  };
  try {
    do await work(renew);
    while (await wasWanted(name, token));
  } finally {
    await LeaseModel.updateOne({ _id: name, token }, { $set: { token: null, until: new Date(0), isWanted: false } });
  }
  return true;
}

async function acquire(clock: Clock, name: string, token: string, ms: number): Promise<boolean> {
  const now = clock.now();
  const taken = { token, until: after(clock, ms), isWanted: false };
  // Nobody holds it for so long: a clock that has been set back since has written that.
  const absurd = new Date(now.getTime() + LEASES_MAX * ms);
  const free = await LeaseModel.updateOne(
    { _id: name, $or: [{ until: { $lte: now } }, { until: { $gt: absurd } }] },
    { $set: taken },
  );
  if (free.matchedCount === 1) return true;
  const held = await LeaseModel.updateOne(
    { _id: name, until: { $gt: now, $lte: absurd } },
    { $set: { isWanted: true } },
  );
  if (held.matchedCount === 1) return false;
  try {
    await LeaseModel.collection.insertOne({ _id: name as never, ...taken });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return acquire(clock, name, token, ms);
    throw error;
  }
}

/** Clears the word that somebody left; true when there was one. Letting go and leaving word exclude one another below. */
async function wasWanted(name: string, token: string): Promise<boolean> {
  const letGo = await LeaseModel.updateOne(
    { _id: name, token, isWanted: false },
    { $set: { token: null, until: new Date(0) } },
  );
  if (letGo.matchedCount === 1) return false;
  const heard = await LeaseModel.updateOne({ _id: name, token, isWanted: true }, { $set: { isWanted: false } });
  return heard.matchedCount === 1;
}

const after = (clock: Clock, ms: number) => new Date(clock.now().getTime() + ms);
