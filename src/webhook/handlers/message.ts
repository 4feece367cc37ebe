import { isUnsent, oweMedia } from '../../activity/index.js';
import { answerClaim, respond } from '../../autoresponses/index.js';
import type { Context } from '../../context.js';
import type { FriendDocument } from '../../friends/index.js';
import { EventParts, type WebhookMessage } from '../../line/webhook-events.js';
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
  const answered =
    friend && message.text !== undefined ? await handleText(ctx, incoming, friend, message.text) : friend;
  return { friend: answered, activities: [activity], activeAt: friend ? incoming.at : null, note: null };
}

/** Content that LINE holds; what a page inside LINE sent stays where the page has it. */
const isCopied = ({ type, contentProvider }: WebhookMessage) =>
  MEDIA_TYPES.has(type) && contentProvider?.type !== 'external';

async function handleText(
  ctx: Context,
  { id: eventId, at, reply }: Incoming,
  friend: FriendDocument,
  text: string,
): Promise<FriendDocument> {
  const code = readCode(text);
  if (code !== null) {
    const { outcome, friend: claimant } = await claimOwnership(ctx, friend, { code, at });
    await answerClaim(ctx, claimant, outcome, { eventId, reply });
    return claimant;
  }
  const answered = await answerByText(ctx, friend, text, { eventId, at, reply });
  if (answered) return answered;
  const tagged = await tagByRules(ctx, friend, { kind: 'text', text }, { eventId, at });
  await respond(ctx, tagged, { kind: 'text', text }, { eventId, reply });
  return tagged;
}

/** LINE sends edits for group messages only; each is kept under its own event, the latest time is the present wording. */
export async function handleMessageEdited(incoming: Incoming, friend: FriendDocument | null): Promise<Handled> {
  const { message } = EventParts.message.parse(incoming.event);
  const activity = activityOf(incoming, friend, {
    kind: 'message.edited',
    messageId: message.id,
    content: { ...message },
  });
  return { friend, activities: [activity], activeAt: null, note: null };
}
