import { chunk } from '../../shared/chunk.js';
import { groupBy } from '../../shared/group-by.js';
import { lotOf } from '../../shared/lot.js';
import type { Open } from './load.js';

/**
 * Open conversations in pieces of at most `size`, each time in the same order. A conversation stays in its piece while there are
 * about as many, so that one which begins or ends makes one piece another one.
 */
export function splitOpen(open: readonly Open[], size: number): Open[][] {
  const count = 2 ** Math.ceil(Math.log2(Math.max(1, open.length / size)));
  const pieces = groupBy(open.toSorted(byId), ({ conversationId }) => lotOf(conversationId) % count);
  return [...pieces].toSorted(([one], [other]) => one - other).flatMap(([, piece]) => chunk(piece, size));
}

const byId = (one: Open, other: Open) => (one.conversationId < other.conversationId ? -1 : 1);
