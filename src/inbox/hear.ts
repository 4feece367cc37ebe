import type { Context } from '../context.js';
import { deliver } from '../deliveries/index.js';
import { ConflictError } from '../errors.js';
import { findFriendDocument, type FriendDocument } from '../friends/index.js';
import { begin, decide, type ConversationEvent } from './core/conversation.js';
import { asksForPerson, type InboxSettings } from './core/settings.js';
import { changeConversation } from './change-conversation.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { getInboxSettings } from './inbox-settings.js';
import { noteHeard, type Heard } from './note-heard.js';
import { openConversation, openForFriend, openForGroup } from './open-conversation.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'wake' | 'publish'>;
type Inbound = Extract<ConversationEvent, { kind: 'inbound' | 'botAnswered' | 'handOver' }>;

const TRIES_MAX = 5;
const HOUR_MS = 3_600_000;

/** Whether what a friend said or tapped asks for a person: then the bot leaves it unanswered. */
export async function asksForStaff(
  ctx: Pick<Context, 'clock'>,
  { channelId }: Pick<FriendDocument, 'channelId'>,
  said: Parameters<typeof asksForPerson>[0],
): Promise<boolean> {
  return asksForPerson(said, await getInboxSettings(ctx, channelId));
}

/** What a friend said, and who takes it up: staff, the bot by an answer of its own, or what the friend asked for at once. */
export interface HeardOfFriend extends Heard {
  answer: 'none' | 'bot' | 'transactional' | 'handOver';
}

/**
 * What a friend said comes to their conversation. What the bot answered opens none and moves none, but while a person has the
 * chat the bot is silent and its answers count for nothing. What nobody answered waits for staff. Running it again for the
 * same event changes nothing further.
 */
export async function hearFriend(ctx: Needs, friend: FriendDocument, said: HeardOfFriend): Promise<FriendDocument> {
  const { conversation: shown, _id: friendId } = friend;
  const isBotSilent = Boolean(shown?.heldSince);
  const isAnswered = said.answer === 'transactional' || (said.answer === 'bot' && !isBotSilent);
  const isOngoing = shown !== null && shown.state !== 'resolved';
  if (isAnswered) {
    // The bot's answer takes the free reply with it.
    if (isOngoing) await noteHeard(ctx, { _id: shown.id }, { ...said, reply: null }, { isWaiting: false });
    return friend;
  }
  const isAsking = said.answer === 'handOver';
  if (!isAsking && shown?.state === 'open') {
    const isCounted = await noteHeard(ctx, { _id: shown.id, state: 'open' }, said, { isWaiting: true });
    if (isCounted) return friend;
  }
  const settings = await getInboxSettings(ctx, friend.channelId);
  const heard = isAsking ? await confirm(ctx, friend, said, settings) : said;
  const byFriend: Needs = { ...ctx, actor: { kind: 'friend', friendId } };
  await moveOn(byFriend, openForFriend(friend), heard, {
    event: { kind: isAsking ? 'handOver' : 'inbound' },
    latestId: shown?.id ?? null,
    settings,
  });
  return (await findFriendDocument(friendId)) ?? friend;
}

/** Tells a friend who asked for a person that one will come; resolves to what is heard, without the reply that this takes. */
async function confirm(
  ctx: Needs,
  friend: FriendDocument,
  heard: Heard,
  { handOver: { template } }: InboxSettings,
): Promise<Heard> {
  if (template === null || friend.conversation?.heldSince) return heard;
  await deliver(ctx, {
    id: `handOver:${heard.eventId}`,
    friend,
    sender: { kind: 'autoResponse', id: 'handOver' },
    content: { template, values: {} },
    transactional: true,
    reply: heard.reply,
  });
  return { ...heard, reply: null };
}

/** What was said in a group or room comes to its conversation. The bot does not speak there. */
export async function hearGroup(ctx: Needs, group: { channelId: string; groupId: string }, heard: Heard) {
  const target = openForGroup(group);
  if (await noteHeard(ctx, { openFor: target.openFor, state: 'open' }, heard, { isWaiting: true })) return;
  const settings = await getInboxSettings(ctx, group.channelId);
  const latest = await ConversationModel.findOne({ groupId: group.groupId }, { _id: 1 }).sort({ _id: -1 }).lean();
  await moveOn(ctx, target, heard, { event: { kind: 'inbound' }, latestId: latest?._id ?? null, settings });
}

async function moveOn(
  ctx: Needs,
  target: Pick<Conversation, 'channelId' | 'friendId' | 'groupId'> & { openFor: string },
  heard: Heard,
  { event, latestId, settings }: { event: Inbound; latestId: string | null; settings: InboxSettings },
): Promise<void> {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const found = await findGoingOn(target.openFor, latestId, heard.at, settings);
    if (!found) {
      if (event.kind === 'botAnswered') return;
      if (await openConversation(ctx, target, begin(event, heard.at), heard)) return;
      continue;
    }
    const isCounted = await noteHeard(ctx, { _id: found._id }, heard, { isWaiting: true });
    if (!isCounted && found.state === 'open' && event.kind === 'inbound') return;
    await changeConversation(ctx, found, (current) => {
      const decision = decide(current, event, heard.at);
      if (decision.kind !== 'move') return null;
      const { next, announce } = decision;
      if (announce === null) return null;
      return {
        set: {
          ...next,
          snoozedUntil: next.snoozedUntil ?? null,
          stateAt: current.state === next.state ? current.stateAt : ctx.clock.now(),
          ...(current.state === 'resolved' ? { openFor: target.openFor, resolvedAt: null } : {}),
        },
        entry: announce,
        announce,
      };
    });
    return;
  }
  throw new ConflictError(`The conversation with ${target.openFor} is being opened by too many at once.`);
}

/** The conversation that goes on: the one that is not resolved, or the latest when it ended shortly before. */
async function findGoingOn(
  openFor: string,
  latestId: string | null,
  at: Date,
  { reopenWithinHours }: InboxSettings,
): Promise<Conversation | null> {
  const ongoing = await ConversationModel.findOne({ openFor }).lean();
  if (ongoing || latestId === null) return ongoing;
  const latest = await ConversationModel.findById(latestId).lean();
  if (!latest) return null;
  const endedAt = latest.resolvedAt?.getTime() ?? 0;
  return at.getTime() - endedAt <= reopenWithinHours * HOUR_MS ? latest : null;
}
