import { DeliveryModel, type Delivery, type DeliveryState } from './delivery.model.js';

/** Deliveries of one sender that are alike. */
export interface DeliveryGroup {
  arm: string | null;
  state: DeliveryState;
  reason: string | null;
  method: Delivery['method'];
  count: number;
}

/** What became of a sender's deliveries, those that are alike together. */
export async function groupDeliveries(senderId: string): Promise<DeliveryGroup[]> {
  const rows = await DeliveryModel.aggregate<{ _id: Omit<DeliveryGroup, 'count'>; count: number }>([
    { $match: { 'sender.id': senderId } },
    { $group: { _id: { arm: '$arm', state: '$state', reason: '$reason', method: '$method' }, count: { $sum: 1 } } },
  ]);
  return rows.map(({ _id: { arm, state, reason, method }, count }) => ({
    arm: arm ?? null,
    state,
    // While a reply is in the air its stored reason is a caution for a crash, not an outcome.
    reason: state === 'accepted' || state === 'inFlight' ? null : (reason ?? null),
    method: method ?? null,
    count,
  }));
}

/** How many of these are in each state, and for which reason. */
export function sumDeliveries(groups: readonly DeliveryGroup[]): {
  byState: Partial<Record<DeliveryState, number>>;
  byReason: Record<string, number>;
} {
  const byState: Partial<Record<DeliveryState, number>> = {};
  const byReason: Record<string, number> = {};
  for (const { state, reason, count } of groups) {
    byState[state] = (byState[state] ?? 0) + count;
    if (reason !== null) byReason[reason] = (byReason[reason] ?? 0) + count;
  }
  return { byState, byReason };
}

/** What one sender planned for these friends. */
export async function findRecipients(
  sender: Pick<Delivery['sender'], 'kind' | 'id'>,
  friendIds: string[],
): Promise<Map<string, Pick<Delivery, 'arm' | 'state' | 'settledAt' | 'intendedAt'>>> {
  const found = await DeliveryModel.find(
    { _id: { $in: friendIds.map((friendId) => recipientId(sender, friendId)) } },
    { friendId: 1, arm: 1, state: 1, settledAt: 1, intendedAt: 1 },
  ).lean();
  return new Map(found.map(({ friendId, ...rest }) => [friendId, rest]));
}

/** The id of what a sender plans for a friend. */
export const recipientId = ({ kind, id }: Pick<Delivery['sender'], 'kind' | 'id'>, friendId: string): string =>
  `${kind}:${id}:${friendId}`;
