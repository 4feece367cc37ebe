import { sideFilter, sideSort, type Side } from '../infra/mongo/page-before.js';
import { DeliveryModel, type Delivery } from './delivery.model.js';

/** What was sent to somebody, from whom, how, and what became of it. */
export type SentLine = Pick<
  Delivery,
  | '_id'
  | 'sender'
  | 'content'
  | 'messages'
  | 'method'
  | 'state'
  | 'reason'
  | 'joinedTo'
  | 'plannedAt'
  | 'settledAt'
  | 'passed'
>;

const SHOWN = {
  sender: 1,
  content: 1,
  messages: 1,
  method: 1,
  state: 1,
  reason: 1,
  joinedTo: 1,
  plannedAt: 1,
  settledAt: 1,
  passed: 1,
} as const;

/**
 * What was sent to a friend, or to a group by its id, to one side of a place, the nearest first. Of what was skipped, only
 * what was silent for staff; what its sender still holds back is not there yet.
 */
export async function readSent(to: string, side: Side, limit: number): Promise<SentLine[]> {
  const isShown = {
    $or: [
      { state: { $in: ['inFlight', 'accepted', 'rejected', 'unknown'] } },
      { state: 'skipped', reason: 'staffHasChat' },
      { state: 'planned', dueAt: { $ne: null } },
    ],
  };
  return DeliveryModel.find({ friendId: to, $and: [isShown, sideFilter('plannedAt', side)] }, SHOWN)
    .sort(sideSort('plannedAt', side))
    .limit(limit)
    .lean();
}

/** Those of these deliveries that there are, by id. */
export async function findDeliveries(deliveryIds: string[]): Promise<Map<string, Delivery>> {
  const found = await DeliveryModel.find({ _id: { $in: deliveryIds } }).lean();
  return new Map(found.map((delivery) => [delivery._id, delivery]));
}

/** The delivery, or null. */
export const findDelivery = (deliveryId: string): Promise<Delivery | null> => DeliveryModel.findById(deliveryId).lean();
