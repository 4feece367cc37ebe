import { sealToken, openToken } from '../ids.js';
import type { JsonObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import { summary } from '../sending/deliver.js';
import { addEntry } from '../world/relation.js';
import { type ActInput, type ActResult, type Actor, UnknownError, getActor, sendEvent } from './act.js';

const QUOTABLE = new Set(['text', 'sticker', 'image', 'video']);
const CONTENT_TYPES: Record<string, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/x-m4a',
  file: 'application/octet-stream',
};

export interface TextInput extends ActInput {
  text: string;
  /** Quote token of the message that is quoted. */
  quoteToken?: string | undefined;
  mention?: JsonObject | undefined;
  emojis?: JsonObject[] | undefined;
}

/** Writes a text. */
export async function sendText(sim: Simulator, input: TextInput): Promise<ActResult> {
  const { text, quoteToken, mention, emojis } = input;
  const quotedMessageId = quoteToken === undefined ? undefined : openToken(quoteToken)[2];
  return say(sim, input, { type: 'text', text, ...filled({ emojis, mention, quotedMessageId }) });
}

/** Sends a sticker. */
export async function sendSticker(
  sim: Simulator,
  input: ActInput & { packageId?: string | undefined; stickerId?: string | undefined },
): Promise<ActResult> {
  const { packageId = '446', stickerId = '1988' } = input;
  return say(sim, input, { type: 'sticker', packageId, stickerId, stickerResourceType: 'STATIC', keywords: ['hello'] });
}

export interface MediaInput extends ActInput {
  type: 'image' | 'video' | 'audio' | 'file';
  /** Base64. */
  bytes: string;
  contentType?: string | undefined;
  fileName?: string | undefined;
  /** Milliseconds of play. */
  duration?: number | undefined;
  /** Milliseconds during which LINE still prepares the content. */
  preparing?: number | undefined;
  /** Sent through liff.sendMessages(): the bytes are elsewhere. */
  externalUrl?: string | undefined;
}

/** Sends an image, video, audio or file. */
export async function sendMedia(sim: Simulator, input: MediaInput): Promise<ActResult> {
  const { type, externalUrl } = input;
  const bytes = Buffer.from(input.bytes, 'base64');
  const provider = externalUrl
    ? { type: 'external', originalContentUrl: externalUrl, previewImageUrl: externalUrl }
    : { type: 'line' };
  const duration = type === 'video' || type === 'audio' ? (input.duration ?? 1_000) : undefined;
  const fields =
    type === 'file'
      ? { fileName: input.fileName ?? 'file.bin', fileSize: bytes.length }
      : { contentProvider: provider, ...filled({ duration }) };
  return say(sim, input, { type, ...fields }, (messageId) => {
    if (externalUrl) return;
    sim.world.contents.set(messageId, {
      channelId: input.channelId,
      type,
      bytes,
      contentType: input.contentType ?? CONTENT_TYPES[type] ?? 'application/octet-stream',
      readyAt: sim.clock.now() + (input.preparing ?? 0),
      failed: false,
    });
  });
}

/** Sends a place. */
export async function sendLocation(
  sim: Simulator,
  input: ActInput & { title?: string | undefined; address?: string | undefined; latitude: number; longitude: number },
): Promise<ActResult> {
  const { title, address, latitude, longitude } = input;
  return say(sim, input, { type: 'location', latitude, longitude, ...filled({ title, address }) });
}

/** Takes a message back. */
export async function unsend(sim: Simulator, input: ActInput & { messageId: string }): Promise<ActResult> {
  const actor = getActor(sim, input);
  findSaid(actor, input.messageId).unsentAt = sim.clock.now();
  const content = sim.world.contents.get(input.messageId);
  if (content) content.unsentAt = sim.clock.now();
  return sendEvent(sim, input, actor, 'unsend', { unsend: { messageId: input.messageId } }, { isReplyable: false });
}

/** Changes a text that is already in a group; LINE has editing in groups only. */
export async function editText(
  sim: Simulator,
  input: ActInput & { messageId: string; text: string },
): Promise<ActResult> {
  const actor = getActor(sim, input);
  if (actor.group?.kind !== 'group') throw new UnknownError('LINE edits messages in group chats only; name a groupId.');
  const said = findSaid(actor, input.messageId);
  said.message = { ...said.message, text: input.text };
  const quoteToken = sealToken(actor.bot.channelId, actor.place.chatId, input.messageId, String(sim.clock.now()));
  const message = { id: input.messageId, type: 'text', text: input.text, quoteToken };
  return sendEvent(sim, input, actor, 'messageEdited', { message });
}

/** Puts a message into the chat and posts its event. */
export async function say(
  sim: Simulator,
  input: ActInput,
  message: JsonObject,
  keep: (messageId: string) => void = () => undefined,
): Promise<ActResult> {
  const actor = getActor(sim, input);
  const messageId = sim.ids.message();
  const { channelId } = actor.bot;
  const now = sim.clock.now();
  keep(messageId);
  if (!actor.group) actor.relation.lastSpokeAt = now;
  addEntry(actor.entries, { kind: 'said', at: now, messageId, message }, sim.settings.chatEntriesMax);
  sim.tell?.({ kind: 'did', channelId, userId: actor.relation.userId, text: `said: ${summary(message)}` });
  const chat = actor.place.chatId;
  const tokens = {
    ...(QUOTABLE.has(String(message['type'])) && { quoteToken: sealToken(channelId, chat, messageId) }),
    markAsReadToken: sealToken(channelId, chat, messageId, 'read'),
  };
  // A person who blocks the account can still write, but the account does not hear of it.
  if (actor.relation.isBlocked && !actor.group) return { events: [], response: {} };
  return sendEvent(sim, input, actor, 'message', { message: { id: messageId, ...message, ...tokens } });
}

function findSaid(actor: Actor, messageId: string) {
  const said = actor.entries.find((entry) => entry.kind === 'said' && entry.messageId === messageId);
  if (said?.kind !== 'said') throw new UnknownError(`There is no message ${messageId} of this person in the chat.`);
  return said;
}

/** Without the fields that have no value: webhook properties are left out, never null. */
function filled(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
