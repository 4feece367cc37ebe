import { readChat } from '../activity/index.js';
import type { Context } from '../context.js';
import { findFriendsById } from '../friends/index.js';
import { chatOf, type Conversation } from '../inbox/index.js';
import { friendRulesIn } from '../inbox/core/view.js';
import { evaluate } from '../segments/core/evaluate.js';
import { getKnown } from '../segments/index.js';
import type { Routed, RoutingRule } from './core/routing.js';

const TEXTS_MAX = 20;

/** A conversation as these routing rules look at it now. */
export async function lookAtConversation(
  ctx: Pick<Context, 'clock'>,
  conversation: Conversation,
  rules: RoutingRule[],
): Promise<Routed> {
  const { channelId, friendId } = conversation;
  const friend = friendId === null ? undefined : (await findFriendsById([friendId])).get(friendId);
  const friendRules = rules.flatMap(({ when }) => (when.conversation ? friendRulesIn(when.conversation) : []));
  const known = await getKnown(ctx, channelId, friendRules);
  const now = ctx.clock.now();
  return {
    viewed: conversation,
    texts: rules.some(({ when }) => when.said) ? await textsOf(conversation) : [],
    language: friend?.profile?.language ?? null,
    seeFriend: (rule) => (friend ? evaluate(rule, friend, now, known).truth : 'unknown'),
    now,
  };
}

/** What was said that waits for an answer. Its last line is on the conversation before it is on record. */
async function textsOf(conversation: Conversation): Promise<string[]> {
  const { lastMessage, lastInboundAt, waitingSince } = conversation;
  const lines = await readChat(chatOf(conversation), { direction: 'before', place: null }, TEXTS_MAX);
  const from = waitingSince ?? lastInboundAt ?? conversation.lastAt;
  const texts = lines.flatMap(({ kind, at, content }) =>
    kind === 'message.received' && at >= from && typeof content?.['text'] === 'string' ? [content['text']] : [],
  );
  return lastMessage?.from === 'friend' && lastMessage.text !== null ? [...texts, lastMessage.text] : texts;
}
