import type { Context } from '../context.js';
import { findDelivery, readSent, type SentLine } from '../deliveries/index.js';
import { raiseNotice } from '../notices/index.js';
import { conversationIdOf, notSentNoticeOf } from './answer.js';
import { changeConversation } from './change-conversation.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { lookBack } from './core/not-sent.js';

const LOOKED_AT_MAX = 50;
const KEPT = 20;

/**
 * An answer did not reach the friend: what it answered waits again, since it was said first, as if it had not been answered, and
 * staff are told. What a later answer has answered does not, nor does what is resolved. Running it again changes nothing further.
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
  const { arrivedAt, failedSince } = lookBack(await readAnswers(conversation), delivery.plannedAt);
  if (failedSince === null) return;
  await changeConversation(ctx, conversation, (current) => {
    const { lastInboundAt, answeredSince, firstStaffAt, notSentIds = [] } = current;
    if (lastInboundAt === null || notSentIds.includes(deliveryId)) return null;
    if (arrivedAt && arrivedAt > lastInboundAt) return null;
    // What an answer that arrived has answered does not wait.
    const isOwed = answeredSince !== undefined && (arrivedAt === null || arrivedAt < answeredSince);
    return {
      set: {
        ...(current.state === 'resolved'
          ? {}
          : {
              waitingSince: isOwed ? answeredSince : (current.waitingSince ?? lastInboundAt),
              unreadCount: Math.max(1, current.unreadCount),
            }),
        ...(current.lastMessage?.messageId === deliveryId
          ? { lastMessage: { ...current.lastMessage, isNotSent: true } }
          : {}),
        notSentIds: [...notSentIds, deliveryId].slice(-KEPT),
        // Nobody has answered it yet, when none of the answers before arrived.
        ...(firstStaffAt && firstStaffAt >= failedSince ? { firstStaffAt: null } : {}),
      },
      entry: 'notSent',
      announce: 'edited',
      data: { deliveryId, reason },
      goesByHeard: true,
      notSentSince: failedSince,
    };
  });
}

/** The latest answers of staff in a chat, the newest first. */
async function readAnswers({ friendId, groupId }: Conversation): Promise<SentLine[]> {
  const sent = await readSent(friendId ?? groupId ?? '', { direction: 'before', place: null }, LOOKED_AT_MAX);
  return sent.filter(({ sender }) => sender.kind === 'inbox');
}
