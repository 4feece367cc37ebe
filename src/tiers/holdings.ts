import type { HoldingDefinition } from '../edges.js';
import { evaluateTier } from './evaluate-tier.js';

/**
 * A tier stands on the friend's record, and its history is among what happened: nothing more is kept here. Once a merge moved
 * points and orders, who got or gave some is judged anew.
 */
export const holdings: HoldingDefinition[] = [
  {
    name: 'tiers',
    collections: [],
    count: async () => 0,
    async *rows() {},
    async erase() {},
    async move(ctx, { to }) {
      await evaluateTier(ctx, to._id);
    },
    async moveBack(ctx, { from, to }) {
      await evaluateTier(ctx, to._id);
      await evaluateTier(ctx, from._id);
    },
  },
];
