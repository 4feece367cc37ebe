import { isUnsent, oweMedia } from '../../activity/index.js';
import { answerClaim, respond } from '../../autoresponses/index.js';
import type { Context } from '../../context.js';
import type { FriendDocument } from '../../friends/index.js';
import { asksForStaff, hearEdited, hearFriend, hearGroup, type HeardOfFriend } from '../../inbox/index.js';
import { previewOfContent } from '../../inbox/core/preview.js';
import { EventParts, groupIdOf, type WebhookMessage } from '../../line/webhook-events.js';
import { claimOwnership } from '../../membership/index.js';
import { readCode } from '../../membership/core/code.js';
import { answerByText } from '../../surveys/index.js';
import { tagByRules } from '../../tags/index.js';
import type { Handled, Incoming } from '../handle-event.js';
import { activityOf } from './record-only.js';

const MEDIA_TYPES = new Set(['image', 'video', 'audio', 'file']);

export async function handleMessage(ctx: Context, incoming: Incoming, friend: FriendDocument | null): Promise<Handled> {
  const { message } = EventParts.message.parse(incoming.event);
  const wasUnsent = friend
    ? friend.unsentMessageIds.includes(message.id)
    : await isUnsent(incoming.channelId, message.id);
  const activity = activityOf(incoming, friend, {
    kind: 'message.received',
    messageId: message.id,
    content: wasUnsent ? null : { ...message },
    unsentAt: wasUnsent ? incoming.at : null,
  });
  if (!wasUnsent && isCopied(message)) await oweMedia(ctx, { channelId: incoming.channelId, messageId: message.id });
  const { friend: answered, answer } =
    friend && message.text !== undefined
      ? await handleText(ctx, incoming, friend, message.text)
      : { friend, answer: 'none' as const };
  const heard = wasUnsent ? { friend: answered } : await hear(ctx, incoming, answered, { message, answer });
  return { ...heard, activities: [activity], activeAt: friend ? incoming.at : null, note: null };
}

/** Brings it to the inbox: of a friend, or of the group or room that it was said in. */
async function hear(
  ctx: Context,
  { id: eventId, channelId, at, reply, event }: Incoming,
  friend: FriendDocument | null,
  { message, answer }: { message: WebhookMessage; answer: HeardOfFriend['answer'] },
): Promise<Pick<Handled, 'friend' | 'uncounted'>> {
  const heard = {
    eventId,
    at,
    reply,
    preview: previewOfContent(message),
    messageId: message.id,
    readToken: message.markAsReadToken,
  };
  if (friend) return hearFriend(ctx, friend, { ...heard, answer });
  const groupId = groupIdOf(event.source);
  if (groupId !== undefined) await hearGroup(ctx, { channelId, groupId }, heard);
  return { friend: null };
}

/** Content that LINE holds; what a page inside LINE sent stays where the page has it. */
const isCopied = ({ type, contentProvider }: WebhookMessage) =>
  MEDIA_TYPES.has(type) && contentProvider?.type !== 'external';

async function handleText(
  ctx: Context,
  { id: eventId, at, reply }: Incoming,
  friend: FriendDocument,
  text: string,
): Promise<{ friend: FriendDocument; answer: HeardOfFriend['answer'] }> {
  const code = readCode(text);
  if (code !== null) {
    const { outcome, friend: claimant } = await claimOwnership(ctx, friend, { code, at });
    await answerClaim(ctx, claimant, outcome, { eventId, reply });
    return { friend: claimant, answer: 'transactional' };
  }
  // While a person has the chat, what is said is for them.
  const commented = friend.conversation?.heldSince
    ? null
    : await answerByText(ctx, friend, text, { eventId, at, reply });
  if (commented) return { friend: commented, answer: 'transactional' };
  const tagged = await tagByRules(ctx, friend, { kind: 'text', text }, { eventId, at });
  if (await asksForStaff(ctx, tagged, { kind: 'text', text })) return { friend: tagged, answer: 'handOver' };
  const isAnswered = await respond(ctx, tagged, { kind: 'text', text }, { eventId, reply });
  return { friend: tagged, answer: isAnswered ? 'bot' : 'none' };
}

/** LINE sends edits for group messages only; each is kept under its own event, the latest time is the present wording. */
export async function handleMessageEdited(
  ctx: Context,
  incoming: Incoming,
  friend: FriendDocument | null,
): Promise<Handled> {
  const { message } = EventParts.message.parse(incoming.event);
  const groupId = groupIdOf(incoming.event.source);
  if (groupId !== undefined && message.text !== undefined)
    await hearEdited(ctx, { channelId: incoming.channelId, groupId }, { messageId: message.id, text: message.text });
  const activity = activityOf(incoming, friend, {
    kind: 'message.edited',
    messageId: message.id,
    content: { ...message },
  });
  return { friend, activities: [activity], activeAt: null, note: null };
}
