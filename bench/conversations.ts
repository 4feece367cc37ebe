import { ActivityModel, type Activity } from '../src/activity/activity.model.js';
import { FriendModel } from '../src/friends/friend.model.js';
import { ConversationModel, type Conversation } from '../src/inbox/conversation.model.js';
import { newId } from '../src/infra/ids.js';
import { chunk } from '../src/shared/chunk.js';
import { CHANNEL_ID } from './installation.js';

/** Messages of each conversation. */
export const MESSAGES_EACH = 10;
const INSERTED_AT_ONCE = 1_000;
const MINUTE_MS = 60_000;

/** A conversation with each friend, and what was said in it; resolves to their ids. */
export async function insertConversations(): Promise<string[]> {
  const now = Date.now();
  const friends = await FriendModel.find({ channelId: CHANNEL_ID }, { _id: 1 }).sort({ _id: 1 }).lean();
  const ids: string[] = [];
  for (const part of chunk(friends, INSERTED_AT_ONCE)) {
    const conversations = part.map(({ _id }, index) => aConversation(_id, ids.length + index, now));
    await ConversationModel.collection.insertMany(conversations as never);
    await ActivityModel.collection.insertMany(conversations.flatMap(messagesIn) as never);
    ids.push(...conversations.map(({ _id }) => _id));
  }
  return ids;
}

/** So many more messages in a conversation, each a second before the other. */
export async function insertLongThread(conversationId: string, count: number): Promise<void> {
  const conversation = await ConversationModel.findById(conversationId).lean();
  if (!conversation) throw new Error(`There is no conversation ${conversationId}.`);
  for (const numbers of chunk([...Array(count).keys()], INSERTED_AT_ONCE))
    await ActivityModel.collection.insertMany(
      numbers.map((number) => messageIn(conversation, MESSAGES_EACH + number)) as never,
    );
}

const STATES = ['open', 'open', 'pending', 'snoozed', 'resolved', 'resolved', 'resolved'] as const;

function aConversation(friendId: string, number: number, now: number): Conversation {
  const at = new Date(now - number * MINUTE_MS);
  const state = STATES[number % STATES.length] ?? 'open';
  return {
    _id: newId(),
    channelId: CHANNEL_ID,
    friendId,
    groupId: null,
    ...(state === 'resolved' ? {} : { openFor: friendId }),
    state,
    stateAt: at,
    heldSince: null,
    assigneeId: number % 3 === 0 ? `agent${number % 100}` : null,
    teamId: null,
    ...(state === 'open' ? { waitingSince: at } : {}),
    priority: 1,
    labels: [`label ${number % 20}`],
    participants: [],
    openedAt: at,
    openedBy: `friend/${friendId}`,
    resolvedAt: state === 'resolved' ? at : null,
    lastAt: at,
    lastInboundAt: at,
    lastStaffAt: null,
    firstStaffAt: null,
    lastMessage: { at, from: 'friend', text: `message ${number}`, messageId: null },
    unreadCount: 1,
    readAt: {},
    replies: [],
    heardIds: [],
    outbox: [],
    textsUntil: at,
    draftBy: [],
    formerSights: [],
    rev: 1,
    version: 1,
    changedAt: at,
  };
}

const messagesIn = (conversation: Conversation): Activity[] =>
  Array.from({ length: MESSAGES_EACH }, (_, number) => messageIn(conversation, number));

/** The message before which so many stand, counted from the newest. */
const messageIn = ({ friendId, lastAt, _id }: Conversation, number: number): Activity => ({
  _id: `${CHANNEL_ID}/${_id}${number}`,
  channelId: CHANNEL_ID,
  friendId,
  groupId: null,
  kind: 'message.received',
  at: new Date(lastAt.getTime() - (number + 1) * 1_000),
  messageId: `${_id}${number}`,
  content: { id: `${_id}${number}`, type: 'text', text: `What about ${number}?` },
  unsentAt: null,
  data: {},
});
