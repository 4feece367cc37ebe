import type { Context } from '../context.js';
import { getFriend, groupFriends, type FriendGroup } from '../friends/index.js';
import { getLifecycleSettings } from '../lifecycle/index.js';
import { historicValues, projectValue, type HistoricValue, type ProjectedValue } from './core/customer-value.js';
import { OrderModel } from './order.model.js';

/** What a friend brought, each currency apart, and what they may still bring in that of their last order. */
export async function getCustomerValue(
  ctx: Pick<Context, 'clock'>,
  friendId: string,
): Promise<{ historic: HistoricValue[]; projected: ProjectedValue | null; customerLifetimeDays: number }> {
  const { channelId } = await getFriend(friendId);
  const [orders, { customerLifetimeDays }] = await Promise.all([
    OrderModel.find({ friendId }).lean(),
    getLifecycleSettings(ctx, channelId),
  ]);
  return {
    historic: historicValues(orders),
    projected: projectValue(orders, customerLifetimeDays, ctx.clock.now()),
    customerLifetimeDays,
  };
}

/** Customers of one stage or friend path, in one currency. */
export interface ValueRow {
  name: string | null;
  currency: string;
  customers: number;
  netMinor: number;
  refundedMinor: number;
  perCustomerMinor: number;
}

/** What the customers of a channel brought, by stage and by friend path; currencies are never added up. */
export async function reportCustomerValue(
  channelId: string,
): Promise<{ byStage: ValueRow[]; byFriendPath: ValueRow[] }> {
  const customers = { channelId, mergedInto: null, 'orders.count': { $gte: 1 } };
  const sums = ['orders.totalMinor', 'orders.refundedMinor'];
  const [byStage, byFriendPath] = await Promise.all([
    groupFriends(customers, ['stage.name', 'orders.currency'], sums),
    groupFriends(customers, ['friendPath.name', 'orders.currency'], sums),
  ]);
  return { byStage: rowsOf(byStage), byFriendPath: rowsOf(byFriendPath) };
}

function rowsOf(groups: FriendGroup[]): ValueRow[] {
  return groups
    .map(({ values: [name, currency], count, sums: [netMinor = 0, refundedMinor = 0] }) => ({
      name: typeof name === 'string' ? name : null,
      currency: String(currency),
      customers: count,
      netMinor,
      refundedMinor,
      perCustomerMinor: Math.round(netMinor / count),
    }))
    .toSorted((one, other) => other.netMinor - one.netMinor);
}
