import type { Context } from '../context.js';
import { answerNotSent } from './events.js';
import type { Delivery } from './delivery.model.js';

/** Announces of deliveries that ended unsent which were answers of staff: whom they answered is waiting still. */
export async function tellNotSent(
  ctx: Pick<Context, 'clock' | 'publish'>,
  ended: Pick<Delivery, '_id' | 'channelId' | 'friendId' | 'groupId' | 'sender'>[],
  reason: string,
): Promise<void> {
  const at = ctx.clock.now();
  const answers = ended.filter(({ sender }) => sender.kind === 'inbox');
  if (answers.length === 0) return;
  await ctx.publish(
    answers.map(({ _id: deliveryId, channelId, friendId, groupId }) => ({
      ...answerNotSent.of({ deliveryId, reason }, at),
      id: `${friendId}:answer.notSent/${deliveryId}`,
      channelId,
      friendId: groupId === undefined ? friendId : null,
    })),
  );
}
