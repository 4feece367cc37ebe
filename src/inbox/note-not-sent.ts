import type { Context } from '../context.js';
import { findDelivery, readSent, type SentLine } from '../deliveries/index.js';
import { raiseNotice } from '../notices/index.js';
import { conversationIdOf, notSentNoticeOf } from './answer.js';
import { changeConversation } from './change-conversation.js';
import { ConversationModel, type Conversation } from './conversation.model.js';

const LATER_MAX = 50;

/**
 * An answer did not reach the friend: what it answered waits again, since when it was said, and staff are told. What a later answer
 * has answered does not. Running it again changes nothing further.
 */
export async function noteNotSent(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish' | 'signal'>,
  { deliveryId, reason }: { deliveryId: string; reason: string },
): Promise<void> {
  const conversationId = conversationIdOf(deliveryId);
  const [delivery, conversation] = await Promise.all([
    findDelivery(deliveryId),
    ConversationModel.findById(conversationId).lean(),
  ]);
  if (!delivery || !conversation) return;
  const { channelId, friendId } = conversation;
  const data = { conversationId, deliveryId, staffId: delivery.sender.id, reason };
  await raiseNotice(ctx, { _id: notSentNoticeOf(deliveryId), channelId, friendId, kind: 'inbox.answerNotSent', data });
  if (await isAnswered(conversation)) return;
  await changeConversation(ctx, conversation, (current) => {
    const since = current.lastInboundAt;
    if (since === null || current.waitingSince !== undefined || current.state === 'resolved') return null;
    // Nobody has answered it yet, when this was the first answer.
    const isFirst = current.firstStaffAt !== null && current.firstStaffAt.getTime() === current.lastStaffAt?.getTime();
    return {
      set: {
        waitingSince: since,
        ...(current.lastMessage?.messageId === deliveryId
          ? { lastMessage: { ...current.lastMessage, isNotSent: true } }
          : {}),
        unreadCount: Math.max(1, current.unreadCount),
        ...(isFirst ? { firstStaffAt: null } : {}),
      },
      entry: 'notSent',
      announce: 'edited',
      data: { deliveryId, reason },
      goesByHeard: true,
    };
  });
}

/** Whether staff said something after what the friend said last that has not failed. */
async function isAnswered({ friendId, groupId, lastInboundAt }: Conversation): Promise<boolean> {
  const place = lastInboundAt && { at: lastInboundAt, id: '' };
  const later = await readSent(friendId ?? groupId ?? '', { direction: 'after', place }, LATER_MAX);
  return later.some((line) => line.sender.kind === 'inbox' && mayArrive(line));
}

const mayArrive = ({ state }: SentLine) => state !== 'rejected' && state !== 'skipped';
