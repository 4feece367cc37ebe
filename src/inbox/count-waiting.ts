import type { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { countConversations, listConversations } from './list-conversations.js';
import type { PresentedWaiting } from './schemas.js';

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'secrets' | 'connectLine'>;

/** How many open conversations that whoever asks sees wait for an answer, which one longest, and how many are past what was promised. */
export async function countWaiting(
  ctx: Needs,
  channelId: string | undefined,
): Promise<z.infer<typeof PresentedWaiting>> {
  const { _id } = await resolveChannel(ctx, channelId);
  const open = { state: ['open' as const] };
  const [waiting, breached, page] = await Promise.all([
    countConversations(ctx, _id, { all: [open, { waitingMinutes: 0 }] }),
    countConversations(ctx, _id, { all: [open, { due: { withinMinutes: 0 } }] }),
    listConversations(ctx, { channelId: _id, rule: open, order: 'waiting', limit: 1 }),
  ]);
  const [longest] = page.conversations;
  return {
    waiting,
    breached,
    longest: longest?.waitingSince ? { conversationId: longest._id, since: longest.waitingSince } : null,
  };
}
