import type { SweepDefinition } from '../edges.js';
import { sweepUncountedOrders } from './record-order.js';

export const sweeps: SweepDefinition[] = [{ name: 'sales.uncounted', run: (ctx) => sweepUncountedOrders(ctx) }];
export { routes } from './routes.js';
