import { channelPointRoutes } from './channel-routes.js';
import { checkInRoutes } from './check-in-routes.js';
import { liffPointRoutes } from './liff-routes.js';
import { friendPointRoutes } from './friend-routes.js';

export type { Appended } from './append-entry.js';
export { checkIn, type CheckInOutcome } from './check-in.js';
export { getCheckInStatus, type CheckInStatus } from './check-in-status.js';
export { earnPoints, type Earning } from './earn-points.js';
export { checkInClaimed, pointsEarned, pointsExpired, pointsExpiring, pointsReversed, pointsSpent } from './events.js';
export { holdings, timeline } from './holdings.js';
export { jobs, sweeps } from './jobs.js';
export { listEarnings } from './list-earnings.js';
export { listeners } from './listeners.js';
export { operations } from './operations.js';
export { getBalance } from './present-points.js';
export { reverseCause } from './reverse-entry.js';
export { spendPoints, type Spending } from './spend-points.js';
export const routes = [...channelPointRoutes, ...friendPointRoutes, ...checkInRoutes, ...liffPointRoutes];
