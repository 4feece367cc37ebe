import type { Context } from '../context.js';
import { raiseNotice } from '../notices/index.js';
import type { Delivery } from './delivery.model.js';

/** Tells staff, once a day and sender, that LINE left no word of some deliveries: only a person can say what became of them. */
export async function tellUnknown(
  ctx: Pick<Context, 'clock' | 'signal'>,
  { channelId, sender }: Pick<Delivery, 'channelId' | 'sender'>,
): Promise<void> {
  const day = ctx.clock.now().toISOString().slice(0, 10);
  await raiseNotice(ctx, {
    _id: `delivery.unknown:${sender.kind}:${sender.id}:${day}`,
    channelId,
    friendId: null,
    kind: 'delivery.unknown',
    data: { sender },
  });
}
