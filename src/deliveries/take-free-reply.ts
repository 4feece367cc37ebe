import type { Context } from '../context.js';
import type { FreeReply } from '../edges.js';

/** Takes a free reply of a friend for what we begin, so that it costs nothing; null while nobody has one to spare. */
export async function takeFreeReply(
  ctx: Pick<Context, 'clock' | 'replySources'>,
  friendId: string,
): Promise<FreeReply | null> {
  for (const source of ctx.replySources) {
    const reply = await source.take(ctx, friendId);
    if (reply) return reply;
  }
  return null;
}
