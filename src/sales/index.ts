import type { SweepDefinition } from '../edges.js';
import { sweepUncountedOrders } from './count-orders.js';

export const sweeps: SweepDefinition[] = [{ name: 'sales.uncounted', run: (ctx) => sweepUncountedOrders(ctx) }];
export { routes } from './routes.js';
export { listSpending } from './list-spending.js';
export { holdings } from './holdings.js';
export { scanOrders } from './scan-orders.js';
