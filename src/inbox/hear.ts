import type { Context } from '../context.js';
import { deliver } from '../deliveries/index.js';
import { ConflictError } from '../errors.js';
import { findFriendDocument, type FriendDocument } from '../friends/index.js';
import { begin, decide, type ConversationEvent } from './core/conversation.js';
import { asksForPerson, type InboxSettings } from './core/settings.js';
import { changeConversation } from './change-conversation.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import { getInboxSettings } from './inbox-settings.js';
import { findOpenHours } from './open-hours.js';
import { noteAllHeard, noteHeard, type Heard } from './note-heard.js';
import { openConversation, openForFriend, openForGroup, openForOf } from './open-conversation.js';
import { wakeIndexing } from './texts.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'wake' | 'publish' | 'signal'>;
type Inbound = Extract<ConversationEvent, { kind: 'inbound' | 'handOver' }>;

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

/** What was said in a conversation that staff have open, to be counted together with others: `countHeard` does. */
export interface Uncounted {
  friendId: string;
  conversationId: string;
  said: HeardOfFriend;
}

/** The friend, and what is still to be counted. */
interface HeardFriend {
  friend: FriendDocument;
  uncounted: Uncounted | null;
}

/**
 * What a friend said comes to their conversation. What the bot answered opens none and moves none, but while a person has the
 * chat the bot is silent and its answers count for nothing. What nobody answered waits for staff. Running it again for the
 * same event changes nothing further.
 */
export async function hearFriend(ctx: Needs, friend: FriendDocument, said: HeardOfFriend): Promise<HeardFriend> {
  const { conversation: shown, _id: friendId } = friend;
  if (isAnswered(friend, said)) {
    // The bot's answer takes the free reply with it.
    const heard = { ...said, reply: null };
    if (shown && shown.state !== 'resolved') await noteHeard(ctx, { _id: shown.id }, heard, { isWaiting: false });
    return { friend, uncounted: null };
  }
  if (said.answer !== 'handOver' && shown?.state === 'open')
    return { friend, uncounted: { friendId, conversationId: shown.id, said } };
  return { friend: await moveByFriend(ctx, friend, said), uncounted: null };
}

function isAnswered({ conversation }: FriendDocument, { answer }: HeardOfFriend): boolean {
  return answer === 'transactional' || (answer === 'bot' && !conversation?.heldSince);
}

/** Counts what many friends said, in one command while their conversations are still open. */
export async function countHeard(ctx: Needs, heard: Uncounted[]): Promise<void> {
  const all = heard.map(({ conversationId, said }) => ({ filter: openUnder(conversationId), heard: said }));
  if (all.length === 0 || (await noteAllHeard(ctx, all))) return;
  for (const { friendId, conversationId, said } of heard) {
    if (await noteHeard(ctx, openUnder(conversationId), said, { isWaiting: true })) continue;
    const friend = await findFriendDocument(friendId);
    if (friend) await moveByFriend(ctx, friend, said);
  }
}

const openUnder = (conversationId: string) => ({ _id: conversationId, state: 'open' as const });

async function moveByFriend(ctx: Needs, friend: FriendDocument, said: HeardOfFriend): Promise<FriendDocument> {
  const { _id: friendId, channelId, conversation } = friend;
  const isAsking = said.answer === 'handOver';
  const settings = await getInboxSettings(ctx, channelId);
  const heard = isAsking ? await confirm(ctx, friend, said, settings) : said;
  const byFriend: Needs = { ...ctx, actor: { kind: 'friend', friendId } };
  const moved = await moveOn(byFriend, openForFriend(friend), heard, {
    event: { kind: isAsking ? 'handOver' : 'inbound' },
    latestId: conversation?.id ?? null,
    settings,
    friend,
  });
  return moved ?? (await findFriendDocument(friendId)) ?? friend;
}

/**
 * Tells a friend who asked for a person that one will come; resolves to what is heard, without the reply that this takes. While
 * it is closed, the answer that says when it opens is left to take it.
 */
async function confirm(
  ctx: Needs,
  friend: FriendDocument,
  heard: Heard,
  { handOver: { template }, hours: { outOfHours } }: InboxSettings,
): Promise<Heard> {
  if (template === null || friend.conversation?.heldSince) return heard;
  if (outOfHours && (await isClosed(ctx, friend, heard.at))) return heard;
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

async function isClosed(ctx: Needs, { channelId, conversation }: FriendDocument, at: Date): Promise<boolean> {
  const shown = conversation && (await ConversationModel.findById(conversation.id, { teamId: 1 }).lean());
  const open = await findOpenHours(ctx, { channelId, teamId: shown?.teamId ?? null });
  return open !== null && !open.hours.isOpenAt(at);
}

/** What was said in a group or room comes to its conversation. The bot does not speak there. */
export async function hearGroup(ctx: Needs, group: { channelId: string; groupId: string }, heard: Heard) {
  const target = openForGroup(group);
  if (await noteHeard(ctx, { openFor: target.openFor, state: 'open' }, heard, { isWaiting: true })) return;
  const settings = await getInboxSettings(ctx, group.channelId);
  const latest = await ConversationModel.findOne({ groupId: group.groupId }, { _id: 1 }).sort({ _id: -1 }).lean();
  await moveOn(ctx, target, heard, {
    event: { kind: 'inbound' },
    latestId: latest?._id ?? null,
    settings,
    friend: null,
  });
}

/** Moves the conversation that goes on, or begins one; resolves to the friend as they are then, where that is known. */
async function moveOn(
  ctx: Needs,
  target: Pick<Conversation, 'channelId' | 'friendId' | 'groupId'> & { openFor: string },
  heard: Heard,
  about: { event: Inbound; latestId: string | null; settings: InboxSettings; friend: FriendDocument | null },
): Promise<FriendDocument | null> {
  const { event, friend, latestId, settings } = about;
  let isFirst = latestId === null;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    // Whoever never had a conversation has none that goes on, unless another process is beginning it now.
    const found = isFirst ? null : await findGoingOn(target.openFor, latestId, heard.at, settings);
    if (!found) {
      const opened = await openConversation(ctx, target, begin(event, heard.at), { heard, friend });
      if (opened) {
        wakeIndexing(ctx, [opened.conversation._id]);
        return opened.friend;
      }
      isFirst = false;
      continue;
    }
    const isCounted = await noteHeard(ctx, { _id: found._id }, heard, { isWaiting: true });
    if (isCounted || found.state !== 'open' || event.kind !== 'inbound') await move(ctx, found, event, heard.at);
    return null;
  }
  throw new ConflictError(`The conversation with ${target.openFor} is being opened by too many at once.`);
}

async function move(ctx: Needs, found: Conversation, event: Inbound, at: Date): Promise<void> {
  await changeConversation(ctx, found, (current) => {
    const decision = decide(current, event, at);
    if (decision.kind !== 'move' || decision.announce === null) return null;
    const { next, announce } = decision;
    return {
      set: {
        ...next,
        snoozedUntil: next.snoozedUntil ?? null,
        stateAt: current.state === next.state ? current.stateAt : ctx.clock.now(),
        ...(current.state === 'resolved' ? { openFor: openForOf(current), resolvedAt: null } : {}),
      },
      entry: announce,
      announce,
    };
  });
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
