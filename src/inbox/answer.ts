import { idOfActor } from '../access/index.js';
import type { Context } from '../context.js';
import { deliver, deliverToGroup, findDelivery } from '../deliveries/index.js';
import { ConflictError } from '../errors.js';
import { getFriendToChange, type Friend } from '../friends/index.js';
import { closeNotice } from '../notices/index.js';
import type { Messages } from '../messages/core/message.js';
import { countCannedUse } from './canned-responses.js';
import { changeConversation } from './change-conversation.js';
import { composeAnswer } from './compose-answer.js';
import type { Conversation } from './conversation.model.js';
import { AnswerContent, type AnswerContentInput, type AnswerExtras } from './core/answer.js';
import { decide } from './core/conversation.js';
import { previewOfMessages } from './core/preview.js';
import { requireInGroup } from './group-left.js';
import { openForOf } from './open-conversation.js';
import { giveBackReply, takeReply } from './take-reply.js';
import { wakeIndexing } from './texts.js';
import { getConversation } from './visibility.js';

/** How an answer leaves: free by a reply, or by a push, which costs a message for each who gets it. */
export interface Answered {
  deliveryId: string;
  method: 'reply' | 'push';
  /** Messages that count against the plan; null in a group, whose members LINE counts. */
  cost: number | null;
  conversation: Conversation;
}

/**
 * Says something to a friend or group as staff. `id` is the caller's: the same id is sent once. While LINE takes a free reply
 * it leaves by that, else by a push. Quiet hours and caps hold no answer of staff back. From then on a person has the chat,
 * unless it was scheduled, at `scheduledAt`: then the conversation stays as it is, and what was said since then waits.
 */
export async function answer(
  ctx: Context,
  conversationId: string,
  given: AnswerExtras & { id: string; content: AnswerContentInput },
  scheduledAt: Date | null = null,
): Promise<Answered> {
  const content = AnswerContent.parse(given.content);
  const conversation = await getConversation(ctx, conversationId);
  const friend = conversation.friendId === null ? null : await getReachableFriend(conversation.friendId);
  const deliveryId = deliveryIdOf(conversationId, given.id);
  const known = await findDelivery(deliveryId);
  if (known) {
    const method = known.method === 'push' || !known.reply ? 'push' : 'reply';
    const messages = 'messages' in known.content ? known.content.messages : [];
    requireSame(given.id, content, messages);
    // Noted before; what was said since is another matter.
    const isNoted = conversation.lastStaffAt !== null && conversation.lastStaffAt >= known.plannedAt;
    const noted = isNoted
      ? conversation
      : await noteAnswered(ctx, conversation, {
          deliveryId,
          messages,
          to: seenAt(conversation, scheduledAt ?? known.plannedAt),
          isScheduled: scheduledAt !== null,
        });
    return answered(noted, deliveryId, method);
  }
  await requireInGroup(conversation);
  const messages = await composeAnswer(ctx, { conversation, friend }, { ...given, content });
  const reply = await takeReply(ctx, conversationId);
  const isNew = await send(ctx, { conversation, friend, messages, deliveryId, reply });
  if (!isNew && reply) await giveBackReply(conversationId, reply);
  if (isNew && 'cannedResponse' in content) await countCannedUse(ctx, content.cannedResponse);
  const noted = await noteAnswered(ctx, conversation, {
    deliveryId,
    messages,
    to: scheduledAt ? seenAt(conversation, scheduledAt) : conversation,
    isScheduled: scheduledAt !== null,
  });
  // What was said anew in place of what was not sent is no matter any more; should it fail too, that is told.
  const { isNotSent, messageId } = conversation.lastMessage ?? {};
  if (isNotSent && messageId) await closeNotice(ctx, notSentNoticeOf(messageId));
  wakeIndexing(ctx, [conversationId]);
  return answered(noted, deliveryId, reply ? 'reply' : 'push');
}

/** The delivery of an answer. */
export const deliveryIdOf = (conversationId: string, id: string) => `inbox/${conversationId}/${id}`;

/** The conversation of such a delivery. */
export const conversationIdOf = (deliveryId: string): string => deliveryId.split('/')[1] ?? '';

/** The notice of an answer that was not sent. */
export const notSentNoticeOf = (deliveryId: string): string => `notSent:${deliveryId}`;

function answered(conversation: Conversation, deliveryId: string, method: 'reply' | 'push'): Answered {
  const pushed = conversation.friendId === null ? null : 1;
  return { deliveryId, method, cost: method === 'reply' ? 0 : pushed, conversation };
}

/** The friend, who can be told something; ConflictError when they have blocked us. */
export async function getReachableFriend(friendId: string): Promise<Friend> {
  const friend = await getFriendToChange(friendId);
  if (friend.standing === 'blocked')
    throw new ConflictError(`Friend ${friendId} has blocked the account; nothing can be sent until they come back.`);
  return friend;
}

/** Throws ConflictError when an id was used for another text; variables and stored content may read differently by now. */
function requireSame(id: string, content: AnswerContent, messages: readonly { type: string; text?: unknown }[]): void {
  const [first] = messages;
  const isPlain = 'text' in content && !content.text.includes('{{') && typeof first?.text === 'string';
  if (isPlain && first.text !== content.text)
    throw new ConflictError(`The answer ${id} says something else already; give another text an id of its own.`);
}

interface Sent {
  conversation: Conversation;
  friend: Friend | null;
  messages: Messages;
  deliveryId: string;
  reply: { token: string; until: Date } | null;
}

function send(ctx: Context, { conversation, friend, messages, deliveryId: id, reply }: Sent): Promise<boolean> {
  const { channelId, groupId } = conversation;
  const common = { id, reply, transactional: true, sender: { kind: 'inbox' as const, id: idOfActor(ctx.actor) } };
  const content = { messages };
  return friend
    ? deliver(ctx, { ...common, friend, content })
    : deliverToGroup(ctx, { ...common, group: { channelId, groupId: groupId ?? '' }, content });
}

/** What staff said last is what the conversation shows; nothing waits any more but what was said while they wrote. */
async function noteAnswered(
  ctx: Context,
  conversation: Conversation,
  {
    deliveryId,
    messages,
    to,
    isScheduled,
  }: { deliveryId: string; messages: Messages; to: Heard; isScheduled: boolean },
): Promise<Conversation> {
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : null;
  const at = ctx.clock.now();
  return changeConversation(ctx, conversation, (current) => {
    if (current.lastMessage?.messageId === deliveryId) return null;
    const event = isScheduled ? ({ kind: 'scheduledLeft' } as const) : ({ kind: 'staffAnswered', staffId } as const);
    const decision = decide(current, event, at);
    if (decision.kind !== 'move') return null;
    const { next, announce } = decision;
    return {
      set: {
        ...next,
        ...leftBy(to, current),
        snoozedUntil: next.snoozedUntil ?? null,
        stateAt: current.state === next.state ? current.stateAt : at,
        ...(current.state === 'resolved' && next.state !== 'resolved'
          ? { openFor: openForOf(current), resolvedAt: null }
          : {}),
        lastAt: at,
        lastStaffAt: at,
        firstStaffAt: current.firstStaffAt ?? at,
        ...(current.waitingSince ? { answeredSince: current.waitingSince } : {}),
        lastMessage: { at, from: 'staff', text: previewOfMessages(messages), messageId: deliveryId },
        textsDueAt: at,
      },
      entry: announce,
      announce: 'answered',
      goesByHeard: true,
      ...(announce === null ? {} : { data: { state: next.state } }),
    };
  });
}

/** What the friend had said, as whoever answers saw it. */
type Heard = Pick<Conversation, 'lastInboundAt' | 'waitingSince' | 'unreadCount'>;

/** What was seen by an answer that was written then. */
const seenAt = (conversation: Conversation, at: Date): Heard =>
  conversation.lastInboundAt !== null && conversation.lastInboundAt > at
    ? { lastInboundAt: at, unreadCount: 0 }
    : conversation;

/** What an answer leaves unanswered: what the friend said after the conversation was seen that it answers. */
function leftBy(seen: Heard, { lastInboundAt, waitingSince, unreadCount }: Heard) {
  const isCrossed = lastInboundAt !== null && (seen.lastInboundAt === null || lastInboundAt > seen.lastInboundAt);
  if (!isCrossed) return { waitingSince: null, unreadCount: 0 };
  const since = seen.waitingSince === undefined && waitingSince !== undefined ? waitingSince : lastInboundAt;
  return { waitingSince: since, unreadCount: Math.max(1, unreadCount - seen.unreadCount) };
}
