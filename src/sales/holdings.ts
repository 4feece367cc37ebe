import type { HoldingDefinition } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { countOrders } from './count-orders.js';
import { OrderModel } from './order.model.js';

const orders = holdingOf('orders', OrderModel);

/** A friend's orders; whoever gets or gives some has their totals added up anew. */
export const holdings: HoldingDefinition[] = [
  {
    ...orders,
    async move(ctx, merge) {
      await orders.move(ctx, merge);
      await countOrders(ctx, merge.to._id);
    },
    async moveBack(ctx, merge) {
      await orders.moveBack(ctx, merge);
      await countOrders(ctx, merge.to._id);
      await countOrders(ctx, merge.from._id);
    },
  },
];
