import { readChat, type ChatLine } from '../activity/index.js';
import type { Context } from '../context.js';
import { readSent, type SentLine } from '../deliveries/index.js';
import { insertMissing } from '../infra/mongo/model.js';
import { chatOf } from './compose-answer.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { textOfContent, textOfMessages } from './core/preview.js';
import { gramsOfText } from './core/texts.js';
import { TextModel, type Text } from './text.model.js';

export const INDEX_TEXTS = 'inbox.index-texts';

const PAGE = 300;
/** What LINE tells late, or is on record a moment later, is before what was seen already by no more than this. */
const OVERLAP_MS = 300_000;
/** What was heard is on record within this. */
const RECORDED_MS = 2_000;
const TEXT_LENGTH_MAX = 2_000;

/** Soon after something was said it is on record, as a rule: a first look finds it, a later one what was not. */
const SOON_MS = 500;
const WOKEN_MAX = 50; // what is said in more conversations at once, the sweep finds

/** Wakes a first look at what was just said in these conversations. */
export function wakeIndexing({ wake }: Pick<Context, 'wake'>, conversationIds: string[]): void {
  const ids = conversationIds.length > WOKEN_MAX ? [] : conversationIds;
  wake(
    INDEX_TEXTS,
    ids.map((conversationId) => ({ conversationId })),
    { delayMs: SOON_MS, isOnce: true },
  );
}

/**
 * Makes what was said in a conversation's chat findable, from where it was left; running it again adds nothing. Another look is
 * due until all of it is on record.
 */
export async function indexTexts({ clock }: Pick<Context, 'clock'>, conversationId: string): Promise<void> {
  const conversation = await ConversationModel.findById(conversationId).lean();
  if (!conversation?.textsDueAt) return;
  const { textsDueAt, textsUntil } = conversation;
  const isFirstLook = Math.abs(clock.now().getTime() - textsDueAt.getTime()) < RECORDED_MS;
  // In a lively chat a first look comes with every message: it goes over no more than it has to.
  const overlapMs = isFirstLook ? RECORDED_MS : OVERLAP_MS;
  const from = textsUntil && new Date(textsUntil.getTime() - overlapMs);
  const heard = await addAll(from, (side) => readChat(chatOf(conversation), side, PAGE), {
    at: ({ at }) => at,
    text: (line) => textOfHeard(conversation, line),
  });
  const to = conversation.friendId ?? conversation.groupId ?? '';
  const sent = await addAll(from, (side) => readSent(to, side, PAGE), {
    at: ({ plannedAt }) => plannedAt,
    text: (line) => textOfSent(conversation, line),
  });
  const until = [heard, sent, textsUntil].filter((one) => one !== null).toSorted((a, b) => b.getTime() - a.getTime());
  await ConversationModel.updateOne({ _id: conversationId }, { $set: { textsUntil: until[0] ?? null } });
  if (isFirstLook) return;
  await ConversationModel.updateOne({ _id: conversationId, textsDueAt }, { $unset: { textsDueAt: '' } });
}

type After = { direction: 'after'; place: { at: Date; id: string } | null };

/** Adds the texts of every page; resolves to the time of the last line. */
async function addAll<Line extends { _id: string }>(
  from: Date | null,
  read: (side: After) => Promise<Line[]>,
  of: { at(line: Line): Date; text(line: Line): Text | null },
): Promise<Date | null> {
  let place = from && { at: from, id: '' };
  for (;;) {
    const lines = await read({ direction: 'after', place });
    const texts = lines.flatMap((line) => of.text(line) ?? []);
    if (texts.length > 0) await insertMissing(TextModel, texts);
    const last = lines.at(-1);
    if (last) place = { at: of.at(last), id: last._id };
    if (lines.length < PAGE) return last || from ? (place?.at ?? null) : null;
  }
}

function textOfHeard(conversation: Conversation, { _id, at, kind, content, messageId }: ChatLine): Text | null {
  const text = kind === 'message.received' && content ? textOfContent(content) : null;
  if (text === null) return null;
  return aText(conversation, {
    source: 'activity',
    lineId: _id,
    at,
    from: 'friend',
    text,
    messageId: messageId ?? null,
  });
}

function textOfSent(conversation: Conversation, line: SentLine): Text | null {
  const { _id: lineId, plannedAt: at, sender, content, messages, state } = line;
  const said = 'messages' in content ? content.messages : (messages as Parameters<typeof textOfMessages>[0] | null);
  if (!said || state === 'skipped' || state === 'planned') return null;
  const from = sender.kind === 'inbox' ? 'staff' : 'bot';
  return aText(conversation, { source: 'delivery', lineId, at, from, text: textOfMessages(said), messageId: null });
}

function aText(
  { _id: conversationId, channelId, friendId, groupId }: Conversation,
  said: Pick<Text, 'source' | 'lineId' | 'at' | 'from' | 'text' | 'messageId'>,
): Text {
  const text = said.text.slice(0, TEXT_LENGTH_MAX);
  const _id = `${said.source}:${said.lineId}`;
  return { _id, channelId, conversationId, friendId, groupId, ...said, text, grams: gramsOfText(text) };
}

/** Takes out of search what somebody took back. */
export async function forgetText(messageId: string): Promise<void> {
  await TextModel.deleteMany({ messageId });
}

/** Search finds the wording that holds now. */
export async function rewordText(messageId: string, text: string): Promise<void> {
  const kept = text.slice(0, TEXT_LENGTH_MAX);
  await TextModel.updateMany({ messageId }, { $set: { text: kept, grams: gramsOfText(kept) } });
}

const SWEEP_MAX = 200;

/** Wakes the indexing of what was said and is on record by now. */
export async function sweepTexts(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - RECORDED_MS);
  const due = await ConversationModel.find({ textsDueAt: { $lte: before } }, { _id: 1 })
    .sort({ textsDueAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    INDEX_TEXTS,
    due.map(({ _id }) => ({ conversationId: _id })),
  );
}
