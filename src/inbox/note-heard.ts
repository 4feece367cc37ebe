import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, type Conversation } from './conversation.model.js';

const REPLIES_KEPT = 10; // a token lives for less than a minute
const HEARD_KEPT = 20; // events of one person that may be handled twice together

/** What LINE told of a chat. */
export interface Heard {
  eventId: string;
  at: Date;
  /** A line for lists. */
  preview: string;
  /** Absent for what is no message, such as a tap. */
  messageId?: string | undefined;
  readToken?: string | undefined;
  /** The free reply, unless the bot uses it. */
  reply: { token: string; until: Date } | null;
}

/**
 * Counts what was heard on a conversation that is as the filter says, in one command: what waits for an answer waits from
 * then on. Each event counts once. Resolves to whether it was counted.
 */
export async function noteHeard(
  ctx: Pick<Context, 'clock'>,
  filter: Filter<Conversation>,
  heard: Heard,
  { isWaiting }: { isWaiting: boolean },
): Promise<boolean> {
  const { eventId, reply, readToken } = heard;
  const written = await untilWritten(() =>
    ConversationModel.collection.updateOne({ ...filter, heardIds: { $ne: eventId } } as never, {
      $set: {
        ...lastOf(heard),
        textsDueAt: ctx.clock.now(),
        ...(readToken === undefined ? {} : { readToken }),
      },
      $push: {
        heardIds: { $each: [eventId], $slice: -HEARD_KEPT },
        ...(reply ? { replies: { $each: [reply], $slice: -REPLIES_KEPT } } : {}),
      } as never,
      ...(isWaiting ? { $min: { waitingSince: heard.at }, $inc: { unreadCount: 1 } } : {}),
    }),
  );
  return written.matchedCount === 1;
}

/** What was heard, as the last thing that was said. */
export const lastOf = ({ at, preview, messageId }: Heard) => ({
  lastAt: at,
  lastInboundAt: at,
  lastMessage: { at, from: 'friend' as const, text: preview, messageId: messageId ?? null },
});
