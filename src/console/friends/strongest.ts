import type { Friend } from './types.js';

/** The tags of a friend that have not ended, the strongest first; of the same strength the one that was applied last. */
export const strongest = (tags: Friend['tags']): Friend['tags'] =>
  tags
    .filter(({ isActive }) => isActive)
    .toSorted((a, b) => b.intensity - a.intensity || b.lastAt.localeCompare(a.lastAt));
