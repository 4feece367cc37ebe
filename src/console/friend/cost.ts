import type { Delivery } from './types.js';

/**
 * How many messages LINE bills for a delivery: one for each person by any way but a reply, none for one that left in the request of
 * another. Null for what LINE did not take.
 */
export function costOf({ state, method, joinedTo }: Pick<Delivery, 'state' | 'method' | 'joinedTo'>): number | null {
  if (state !== 'accepted') return null;
  return method === 'reply' || joinedTo !== null ? 0 : 1;
}
