import { findActiveStaff } from '../access/index.js';
import { findMessage } from '../activity/index.js';
import type { Context } from '../context.js';
import { loadContent } from '../deliveries/index.js';
import { renderFor, valuesOf, type Content } from '../deliveries/core/content.js';
import { InvalidInputError } from '../errors.js';
import type { Friend } from '../friends/index.js';
import { findIcon } from '../media/index.js';
import type { Messages } from '../messages/core/message.js';
import { SENDER_NAME_LENGTH_MAX } from '../messages/core/limits.js';
import { renderTemplate } from '../messages/core/template.js';
import { Language } from '../shared/language.js';
import { readCannedText } from './canned-responses.js';
import type { Conversation } from './conversation.model.js';
import { withQuote, withSender, type AnswerContent, type AnswerExtras } from './core/answer.js';
import { iconOf } from './core/settings.js';
import { getInboxSettings } from './inbox-settings.js';

type Needs = Pick<Context, 'actor' | 'baseUrl' | 'clock' | 'secrets' | 'connectLine' | 'templates' | 'liff'>;

/** The messages of an answer as LINE gets them: filled for the friend, quoting, under the agent's name. */
export async function composeAnswer(
  ctx: Needs,
  { conversation, friend }: { conversation: Conversation; friend: Friend | null },
  { content, quoteMessageId, sender }: AnswerExtras & { content: AnswerContent },
): Promise<Messages> {
  const agent = await findAgent(ctx);
  const said = await render(ctx, { conversation, friend, agentName: agent }, content);
  const named = withSender(said, sender ?? (await senderOf(ctx, conversation, agent)));
  if (quoteMessageId === undefined) return named;
  const quoted = await findMessageOf(conversation, quoteMessageId);
  const token = quoted?.content?.['quoteToken'];
  if (typeof token === 'string') return withQuote(named, token);
  throw new InvalidInputError(
    'invalid_input',
    `quoteMessageId is ${quoteMessageId}; it must be a text, sticker, picture or video of this chat that was not taken back.`,
  );
}

/** A message that was said in the chat of a conversation, or null. */
export const findMessageOf = (conversation: Conversation, messageId: string) =>
  findMessage(chatOf(conversation), messageId);

/** Where the words of a conversation are on record. */
export const chatOf = ({ channelId, friendId, groupId }: Pick<Conversation, 'channelId' | 'friendId' | 'groupId'>) =>
  friendId === null ? { channelId, groupId: groupId ?? '' } : { friendId };

async function findAgent({ actor }: Pick<Context, 'actor'>): Promise<string | null> {
  if (actor.kind !== 'staff') return null;
  return (await findActiveStaff([actor.staffId])).get(actor.staffId)?.name ?? null;
}

async function senderOf(
  ctx: Needs,
  { channelId, teamId }: Conversation,
  agent: string | null,
): Promise<{ name: string; iconUrl?: string } | null> {
  const settings = await getInboxSettings(ctx, channelId);
  if (agent === null || ctx.actor.kind !== 'staff' || settings.agentNames === 'hidden') return null;
  const pictureId = iconOf(settings, { staffId: ctx.actor.staffId, teamId });
  const iconUrl = pictureId === null ? null : await findIcon(ctx, channelId, pictureId);
  const name = Array.from(agent.trim()).slice(0, SENDER_NAME_LENGTH_MAX).join('');
  return name === '' || name.toLowerCase() === 'line' ? null : { name, ...(iconUrl === null ? {} : { iconUrl }) };
}

async function render(
  ctx: Needs,
  about: { conversation: Conversation; friend: Friend | null; agentName: string | null },
  content: AnswerContent,
): Promise<Messages> {
  const { conversation, friend, agentName } = about;
  const { channelId } = conversation;
  if ('messages' in content) return content.messages;
  if ('template' in content || 'messageSet' in content) {
    if (friend) return renderFor(friend, content, await loadContent(ctx, channelId, [content satisfies Content]));
    throw new InvalidInputError(
      'invalid_input',
      'Templates and message sets speak to one friend; send a group text or messages.',
    );
  }
  const { ofChannel, fallback } = await loadContent(ctx, channelId, []);
  const language = Language.safeParse(friend?.profile?.language).data ?? fallback;
  const text = 'text' in content ? content.text : await readCannedText(channelId, content.cannedResponse, language);
  const values = { ...(friend ? valuesOf(friend) : {}), ...ofChannel, agentName: agentName ?? undefined };
  return renderTemplate(
    { name: 'answer', contentType: 'service', variables: {}, language, messages: [{ type: 'text', text }] },
    { ...values, ...content.values },
  );
}
