import type { Permission } from '../../access/core/permits.js';

/** The parts of a friend's page in their order, and what one must be allowed for each. */
export const PARTS = [
  { key: 'timeline', needs: 'friends:read' },
  { key: 'stage', needs: 'lifecycle:read' },
  { key: 'tags', needs: 'friends:read' },
  { key: 'deliveries', needs: 'deliveries:read' },
  { key: 'menu', needs: 'richMenus:read' },
  { key: 'owned', needs: 'friends:read' },
  { key: 'care', needs: 'friends:read' },
] as const satisfies { key: string; needs: Permission }[];

export type Part = (typeof PARTS)[number]['key'];

/** The part that an address asks for, of those that may be seen; the timeline for any other. */
export const partOfAddress = (asked: string | undefined, seen: readonly { key: Part }[]): Part =>
  seen.find(({ key }) => key === asked)?.key ?? 'timeline';
