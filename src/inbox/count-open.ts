import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { countConversations } from './list-conversations.js';

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'secrets' | 'connectLine' | 'listNames'>;
type Count = Awaited<ReturnType<typeof countConversations>>;

/** How many open conversations whoever asks sees: those they have, those that nobody has, all. */
export async function countOpen(
  ctx: Needs,
  channelId: string | undefined,
): Promise<{ mine: Count; unassigned: Count; open: Count }> {
  const { _id } = await resolveChannel(ctx, channelId);
  const open = { state: ['open' as const] };
  const [mine, unassigned, all] = await Promise.all([
    countConversations(ctx, _id, { all: [open, { assignee: 'me' }] }),
    countConversations(ctx, _id, { all: [open, { assignee: 'nobody' }] }),
    countConversations(ctx, _id, open),
  ]);
  return { mine, unassigned, open: all };
}
