import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { deliver, findDelivery } from '../deliveries/index.js';
import { findFriendsById, type Friend } from '../friends/index.js';
import { findOpenHours, getInboxSettings, giveBackReply, takeReply, type Conversation } from '../inbox/index.js';
import { chooseLanguage } from '../messages/core/language.js';
import { assertNever } from '../shared/assert-never.js';
import { Language } from '../shared/language.js';
import { writeOpening } from './core/opening.js';
import { decideOutOfHours, type OutOfHoursNote, type UntoldReason } from './core/out-of-hours.js';

const PROFILE_LOOK_MS = 500;

/** What the answer came to, and when to look again if it has to wait. */
interface Outcome {
  note: OutOfHoursNote | null;
  againAt: Date | null;
}

/**
 * Tells a friend who writes to staff while it is closed when it opens: by the free reply or not at all, once until it opens,
 * and not shortly after staff answered. Running it again sends nothing more. `last` is what it came to the last time.
 */
export async function answerOutOfHours(
  ctx: Context,
  conversation: Conversation,
  last: OutOfHoursNote | null,
): Promise<Outcome> {
  const { friendId, channelId, lastInboundAt } = conversation;
  const { outOfHours } = (await getInboxSettings(ctx, channelId)).hours;
  const open = outOfHours && friendId !== null && lastInboundAt ? await findOpenHours(ctx, conversation) : null;
  const closed = open && lastInboundAt && open.hours.closedStretchAt(lastInboundAt);
  const friend = closed && friendId !== null ? (await findFriendsById([friendId])).get(friendId) : undefined;
  const nothing = { note: last, againAt: null };
  if (!outOfHours || !open || !closed || !friend) return nothing;
  const now = ctx.clock.now();
  const { template, quietMinutes } = outOfHours;
  const base = `outOfHours/${friend._id}/${closed.since?.toISOString() ?? 'ever'}`;
  const told = last?.outcome === 'sent' ? await findDelivery(base) : null;
  // Its reply was gone when it was to leave: once more, by a reply of now.
  const isUntold = told?.state === 'skipped' || told?.state === 'rejected';
  const id = isUntold ? `${base}/again` : base;
  const isOver = isUntold && (await findDelivery(id)) !== null;
  const decision = decideOutOfHours({
    conversation,
    friend,
    closed,
    quietMinutes,
    last: isUntold && !isOver ? null : last,
    now,
  });
  const noted = (outcome: OutOfHoursNote['outcome']): Outcome => ({
    note: { at: now, closedSince: closed.since, opensAt: closed.until ?? now, outcome },
    againAt: null,
  });
  switch (decision.kind) {
    case 'nothing':
      return nothing;
    case 'wait':
      return { note: last, againAt: new Date(now.getTime() + PROFILE_LOOK_MS) };
    case 'skip':
      return noted(decision.reason);
    case 'answer': {
      const { timeZone } = open.calendar.definition;
      const nextOpening = writeOpening(decision.opensAt, await languageFor(ctx, friend, template), timeZone);
      return noted((await answer(ctx, conversation, friend, { id, template, nextOpening })) ?? 'sent');
    }
    default:
      return assertNever(decision);
  }
}

/** Answers by the free reply; resolves to why not when there is none. The same id is sent once. */
async function answer(
  ctx: Context,
  { _id: conversationId }: Conversation,
  friend: Friend,
  { id, template, nextOpening }: { id: string; template: string; nextOpening: string },
): Promise<UntoldReason | null> {
  if (await findDelivery(id)) return null;
  const reply = await takeReply(ctx, conversationId);
  if (!reply) return 'noReply';
  const isNew = await deliver(ctx, {
    id,
    friend,
    sender: { kind: 'autoResponse', id: 'outOfHours' },
    content: { template, values: { nextOpening } },
    transactional: true,
    reply,
    replyOnly: true,
  });
  if (!isNew) await giveBackReply(conversationId, reply);
  return null;
}

/** The language in which the template will speak to the friend. */
async function languageFor(ctx: Context, { channelId, profile }: Friend, template: string): Promise<Language> {
  const { defaultLanguage } = await getChannel(ctx, channelId);
  const written = [...(ctx.templates.get(template)?.keys() ?? [])];
  return chooseLanguage(written, profile?.language ?? undefined, Language.parse(defaultLanguage));
}
