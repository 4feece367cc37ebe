import type { Context } from '../context.js';
import { untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, TOUCH, type Conversation } from './conversation.model.js';

type Reply = Conversation['replies'][number];

/** Reply tokens that LINE still takes, the one that ends first in front. */
export const usableReplies = ({ replies }: Pick<Conversation, 'replies'>, now: Date): Reply[] =>
  replies.filter(({ until }) => until > now).toSorted((one, other) => one.until.getTime() - other.until.getTime());

/** Takes the free reply that ends first, which nobody else then has; null when there is none. */
export async function takeReply(ctx: Pick<Context, 'clock'>, conversationId: string): Promise<Reply | null> {
  for (;;) {
    const found = await ConversationModel.findById(conversationId, { replies: 1 }).lean();
    const [first] = found ? usableReplies(found, ctx.clock.now()) : [];
    if (!first) return null;
    const taken = await untilWritten(() =>
      ConversationModel.collection.updateOne(
        { _id: conversationId as never, 'replies.token': first.token },
        { $pull: { replies: { token: first.token } } as never, ...TOUCH },
      ),
    );
    if (taken.modifiedCount === 1) return first;
  }
}

/** The same of the latest conversation with a friend, for what we begin, while nothing in it waits for staff: their answer goes first. */
export async function takeFreeReply(ctx: Pick<Context, 'clock'>, friendId: string): Promise<Reply | null> {
  const latest = await ConversationModel.findOne({ friendId }, { waitingSince: 1 }).sort({ _id: -1 }).lean();
  return latest && latest.waitingSince === undefined ? takeReply(ctx, latest._id) : null;
}

/** Gives back what was taken and not used. */
export async function giveBackReply(conversationId: string, reply: Reply): Promise<void> {
  await untilWritten(() =>
    ConversationModel.collection.updateOne(
      { _id: conversationId as never, 'replies.token': { $ne: reply.token } },
      { $push: { replies: reply } as never, ...TOUCH },
    ),
  );
}
