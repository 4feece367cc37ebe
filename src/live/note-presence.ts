import type { Context } from '../context.js';
import { ForbiddenError } from '../errors.js';
import { getConversation } from '../inbox/index.js';
import { untilWritten } from '../infra/mongo/model.js';
import { groupPresences, type Present } from './core/presence.js';
import { PresenceModel } from './presence.model.js';

/** The topic of signals that somebody came to a conversation, began or stopped typing, or left. */
export const PRESENCE_CHANGED = 'presence';

const LASTS_MS = 25_000; // two heartbeats of ten seconds may be lost
const LISTED_MAX = 100;

/**
 * Notes whether somebody of the staff has a conversation open and types in it, until 25 s later. Resolves to everybody who is
 * there. Colleagues hear of it when it is another than before.
 */
export async function notePresence(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock' | 'signal'>,
  conversationId: string,
  { viewing, typing }: { viewing: boolean; typing: boolean },
): Promise<Present[]> {
  const { actor } = ctx;
  if (actor.kind !== 'staff') throw new ForbiddenError('Presence is of people who are signed in; a program has none.');
  await getConversation(ctx, conversationId);
  const { staffId } = actor;
  const isNews =
    viewing || typing
      ? await stay(ctx, { conversationId, staffId, isTyping: typing })
      : await leave(conversationId, staffId);
  if (isNews) ctx.signal(PRESENCE_CHANGED, [conversationId]);
  const rows = await PresenceModel.find({ conversationId, until: { $gt: ctx.clock.now() } })
    .sort({ until: -1 })
    .limit(LISTED_MAX)
    .lean();
  return groupPresences(rows).get(conversationId) ?? [];
}

async function stay(
  ctx: Pick<Context, 'clock'>,
  { conversationId, staffId, isTyping }: Present & { conversationId: string },
): Promise<boolean> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + LASTS_MS);
  const before = await untilWritten(() =>
    PresenceModel.findOneAndUpdate(
      { _id: idOf(conversationId, staffId) },
      { $set: { conversationId, staffId, isTyping, until } },
      { upsert: true, returnDocument: 'before' },
    ).lean(),
  );
  return before === null || before.until <= now || before.isTyping !== isTyping;
}

const leave = async (conversationId: string, staffId: string): Promise<boolean> =>
  (await PresenceModel.deleteOne({ _id: idOf(conversationId, staffId) })).deletedCount > 0;

const idOf = (conversationId: string, staffId: string) => `${conversationId}/${staffId}`;
