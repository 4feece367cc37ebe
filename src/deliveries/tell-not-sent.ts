import type { Context } from '../context.js';
import { deliveryNotSent, TOLD_SENDERS } from './events.js';
import type { Delivery } from './delivery.model.js';

/** Announces of deliveries that ended unsent those whose senders count on them. */
export async function tellNotSent(
  ctx: Pick<Context, 'clock' | 'publish'>,
  ended: { delivery: Delivery; reason: string }[],
): Promise<void> {
  const at = ctx.clock.now();
  const events = ended.flatMap(({ delivery, reason }) => {
    const { _id: deliveryId, channelId, friendId, groupId } = delivery;
    const sender = TOLD_SENDERS.find((one) => one === delivery.sender.kind);
    if (sender === undefined) return [];
    const said = deliveryNotSent.of({ deliveryId, sender, reason }, at);
    const id = `${friendId}:delivery.notSent/${deliveryId}`;
    return [{ ...said, id, channelId, friendId: groupId === undefined ? friendId : null }];
  });
  if (events.length > 0) await ctx.publish(events);
}
