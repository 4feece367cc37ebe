import type { Context } from '../context.js';
import type { Filter } from '../infra/mongo/model.js';
import { untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH, type Conversation } from './conversation.model.js';
import { signalChanged } from './signal-changed.js';
import { wakeIndexing } from './texts.js';

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
  ctx: Pick<Context, 'clock' | 'signal' | 'wake'>,
  filter: Filter<Conversation>,
  heard: Heard,
  { isWaiting }: { isWaiting: boolean },
): Promise<boolean> {
  const counted = await untilWritten(() =>
    ConversationModel.collection.findOneAndUpdate(
      unheard(filter, heard) as never,
      updateFor(heard, isWaiting, ctx.clock.now()) as never,
      { projection: { _id: 1 } },
    ),
  );
  if (!counted) return false;
  signalChanged(ctx, [String(counted._id)]);
  wakeIndexing(ctx, [String(counted._id)]);
  return true;
}

/** The same for many that wait for staff, in one command and in this order. Resolves to whether all were counted. */
export async function noteAllHeard(
  ctx: Pick<Context, 'clock' | 'signal' | 'wake'>,
  all: { filter: Filter<Conversation> & { _id: string }; heard: Heard }[],
): Promise<boolean> {
  const now = ctx.clock.now();
  const updates = all.map(({ filter, heard }) => ({
    updateOne: { filter: unheard(filter, heard), update: updateFor(heard, true, now) },
  }));
  // Events that were counted before a conflict are not counted again when it is repeated.
  const written = await untilWritten(() => ConversationModel.collection.bulkWrite(updates as never));
  const ids = all.map(({ filter }) => filter._id);
  signalChanged(ctx, ids);
  wakeIndexing(ctx, ids);
  return written.matchedCount === all.length;
}

const unheard = (filter: Filter<Conversation>, { eventId }: Heard) => ({ ...filter, heardIds: { $ne: eventId } });

const updateFor = (heard: Heard, isWaiting: boolean, now: Date) => ({
  $set: {
    ...lastOf(heard),
    textsDueAt: now,
    ...(isWaiting ? { serviceCheckAt: now } : {}),
    ...(heard.readToken === undefined ? {} : { readToken: heard.readToken }),
  },
  $push: {
    heardIds: { $each: [heard.eventId], $slice: -HEARD_KEPT },
    ...(heard.reply ? { replies: { $each: [heard.reply], $slice: -REPLIES_KEPT } } : {}),
  },
  ...TOUCH,
  ...(isWaiting ? { $min: { waitingSince: heard.at }, $inc: { ...TOUCH.$inc, unreadCount: 1 } } : {}),
});

/** What was heard, as the last thing that was said. */
export const lastOf = ({ at, preview, messageId }: Heard) => ({
  lastAt: at,
  lastInboundAt: at,
  lastMessage: { at, from: 'friend' as const, text: preview, messageId: messageId ?? null },
});
