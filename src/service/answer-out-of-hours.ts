import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { deliver, findDelivery } from '../deliveries/index.js';
import { findFriendsById, type Friend } from '../friends/index.js';
import { findOpenHours, getInboxSettings, giveBackReply, takeReply, type Conversation } from '../inbox/index.js';
import { chooseLanguage } from '../messages/core/language.js';
import { Language } from '../shared/language.js';
import { writeOpening } from './core/opening.js';
import type { OutOfHoursNote } from './service-record.model.js';

const MINUTE_MS = 60_000;
const PROFILE_WAIT_MS = 5_000;
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
  const { friendId, channelId, state, waitingSince, lastInboundAt: said } = conversation;
  const kept = { note: last, againAt: null };
  const { outOfHours } = (await getInboxSettings(ctx, channelId)).hours;
  if (!outOfHours || friendId === null || state !== 'open' || !waitingSince || !said) return kept;
  const open = await findOpenHours(ctx, conversation);
  const closed = open?.hours.closedStretchAt(said);
  const now = ctx.clock.now();
  if (!open || !closed?.until || closed.until <= now) return kept;
  const friend = (await findFriendsById([friendId])).get(friendId);
  if (!friend) return kept;
  const noted = (outcome: OutOfHoursNote['outcome']): Outcome => ({
    note: outcome === last?.outcome && isSame(closed.since, last) ? last : noteOf(outcome),
    againAt: null,
  });
  const noteOf = (outcome: OutOfHoursNote['outcome']): OutOfHoursNote => ({
    at: now,
    closedSince: closed.since,
    opensAt: closed.until ?? now,
    outcome,
  });
  const id = `outOfHours/${friendId}/${closed.since?.toISOString() ?? 'ever'}`;
  if (isSame(closed.since, last) && last?.outcome === 'sent') return kept;
  if (await findDelivery(id)) return noted('sent');
  if (friend.standing === 'blocked') return noted('cannotReach');
  if (isLately(conversation.lastStaffAt, now, outOfHours.quietMinutes)) return noted('staffAnsweredLately');
  if (isUnfetched(friend, said, now)) return { note: last, againAt: new Date(now.getTime() + PROFILE_LOOK_MS) };
  const reply = await takeReply(ctx, conversation._id);
  if (!reply) return noted('noReply');
  const { template } = outOfHours;
  const nextOpening = writeOpening(
    closed.until,
    await languageFor(ctx, friend, template),
    open.calendar.definition.timeZone,
  );
  const isNew = await deliver(ctx, {
    id,
    friend,
    sender: { kind: 'autoResponse', id: 'outOfHours' },
    content: { template, values: { nextOpening } },
    transactional: true,
    reply,
    replyOnly: true,
  });
  if (!isNew) await giveBackReply(conversation._id, reply);
  return noted('sent');
}

const isSame = (closedSince: Date | null, last: OutOfHoursNote | null) =>
  last !== null && last.closedSince?.getTime() === closedSince?.getTime();

const isLately = (lastStaffAt: Date | null, now: Date, minutes: number) =>
  lastStaffAt !== null && now.getTime() - lastStaffAt.getTime() < minutes * MINUTE_MS;

/** A new friend's profile, and with it their language, is on its way: worth a moment, while the reply is fresh. */
const isUnfetched = ({ profileFetchedAt }: Friend, said: Date, now: Date) =>
  profileFetchedAt === null && now.getTime() - said.getTime() < PROFILE_WAIT_MS;

/** The language in which the template will speak to the friend. */
async function languageFor(ctx: Context, { channelId, profile }: Friend, template: string): Promise<Language> {
  const { defaultLanguage } = await getChannel(ctx, channelId);
  const written = [...(ctx.templates.get(template)?.keys() ?? [])];
  return chooseLanguage(written, profile?.language ?? undefined, Language.parse(defaultLanguage));
}
