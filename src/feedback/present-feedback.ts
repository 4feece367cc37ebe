import { nameActor } from '../access/index.js';
import { findDeliveries } from '../deliveries/index.js';
import { isClosed } from './core/feedback.js';
import type { Feedback } from './feedback.model.js';
import { toldBy } from './tell-friend.js';

/** Feedback as callers see it, with how it went to tell the friend; they were told when LINE took it. */
export async function presentFeedback(all: readonly Feedback[], now: Date) {
  const deliveries = await findDeliveries(all.flatMap((one) => toldBy(one) ?? []));
  return all.map((one) => {
    const { _id: id, rev: _rev, toldBy: keptToldBy, scoreBefore = null, moves, dueAt, toldAt, ...rest } = one;
    const delivery = deliveries.get(toldBy(one) ?? '');
    return {
      id,
      ...rest,
      scoreBefore,
      dueAt,
      isOverdue: dueAt !== null && dueAt < now && !isClosed(rest.state),
      toldAt:
        delivery?.state === 'accepted' ? delivery.settledAt : keptToldBy === undefined && !delivery ? toldAt : null,
      telling: delivery
        ? { deliveryId: delivery._id, at: delivery.plannedAt, state: delivery.state, reason: delivery.reason }
        : null,
      moves: moves.map((move) => ({ ...move, by: nameActor(move.by) })),
    };
  });
}
