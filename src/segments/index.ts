import type { SweepDefinition } from '../edges.js';
import { sweepRankedSegments, sweepUnfilledSegments } from './save-segment.js';

export { announceMemberships } from './announce-memberships.js';
export { checkRule, requireNames } from './check-rule.js';
export { countSegment, estimateSegment, segmentFilter } from './count-segment.js';
export { segmentEntered, segmentLeft } from './events.js';
export { operations } from './fill-segment.js';
export { holdings, timeline } from './holdings.js';
export { references } from './references.js';
export { getKnown, getKnownNow } from './known.js';
export { listeners } from './listeners.js';
export { getLiveSegments } from './live-segments.js';
export { routes } from './routes.js';

export const sweeps: SweepDefinition[] = [
  { name: 'segments.unfilled', run: (ctx) => sweepUnfilledSegments(ctx) },
  { name: 'segments.ranked', run: (ctx) => sweepRankedSegments(ctx) },
];
