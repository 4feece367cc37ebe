import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { newRetryKey } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import type { LineMessage } from '../line/gateway.js';
import { fillLinks, hasLinks, prepareLinks } from '../links/index.js';
import { renderForEverybody, type Content } from './core/content.js';
import type { Demographic } from './core/demographic.js';
import type { LinkTracking } from './core/link-tracking.js';
import type { Sender } from './delivery.model.js';
import { loadContent } from './load-content.js';
import { WideSendModel, type WideSend } from './wide-send.model.js';

interface WideSendInput {
  channelId: string;
  sender: Sender;
  method: WideSend['method'];
  content: Content;
  links: LinkTracking | null;
  demographic: Demographic | null;
}

/** Stores what one broadcast or narrowcast of a sender says, with its retry key; what is stored already stays as it is. */
export async function openWideSend(ctx: Context, input: WideSendInput): Promise<void> {
  const { channelId, sender, method, content, links, demographic } = input;
  if (await WideSendModel.exists({ _id: sender.id })) return;
  const messages = await renderForAll(ctx, channelId, content);
  const wideSend: WideSend = {
    _id: sender.id,
    channelId,
    sender,
    method,
    state: 'gating',
    messages: links ? await withSharedLinks(ctx, input, messages, links) : messages,
    demographic,
    retryKey: newRetryKey(),
    gatedThrough: null,
    recipients: null,
    audience: { id: null, attempt: 1, uploadedThrough: null, askedSince: null, size: null },
    firstCallAt: null,
    mayBeTaken: false,
    requestId: null,
    acceptedAt: null,
    progress: null,
    outcome: null,
    failure: null,
    cleanAt: null,
    createdAt: ctx.clock.now(),
    settledAt: null,
  };
  await insertNew(WideSendModel, [wideSend]);
}

/** Content as everybody gets it: a template in the channel's default language, with the fallbacks of what is a friend's own. */
export async function renderForAll(ctx: Context, channelId: string, content: Content): Promise<LineMessage[]> {
  return renderForEverybody(content, await loadContent(ctx, channelId, [content]));
}

async function withSharedLinks(
  ctx: Context,
  { channelId, sender }: WideSendInput,
  messages: LineMessage[],
  { utm }: LinkTracking,
): Promise<LineMessage[]> {
  if (!hasLinks(messages)) return messages;
  return fillLinks(ctx, await prepareLinks(ctx, messages, { channelId, sender, utm }), null);
}

/** The wide send of a sender; null when it has none. */
export const findWideSend = (senderId: string): Promise<WideSend | null> => WideSendModel.findById(senderId).lean();

/** The same; NotFoundError when there is none. */
export async function getWideSend(senderId: string): Promise<WideSend> {
  const found = await findWideSend(senderId);
  if (!found) throw new NotFoundError('wide send', senderId);
  return found;
}
