import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import type { FriendDocument } from '../friends/index.js';
import { newId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { happenedBy, owedFor, settleConversation } from './change-conversation.js';
import { ConversationModel, type Conversation } from './conversation.model.js';
import type { Standing } from './core/conversation.js';
import { NORMAL } from './core/priority.js';
import { lastOf, type Heard } from './note-heard.js';

type Target = Pick<Conversation, 'channelId' | 'friendId' | 'groupId'> & { openFor: string };

export const openForFriend = ({ _id, channelId }: { _id: string; channelId: string }): Target => ({
  channelId,
  friendId: _id,
  groupId: null,
  openFor: _id,
});

export const openForGroup = ({ channelId, groupId }: { channelId: string; groupId: string }): Target => ({
  channelId,
  friendId: null,
  groupId,
  openFor: openForOf({ channelId, friendId: null, groupId }),
});

/** Whom a conversation is with, for as long as it is not resolved. */
export const openForOf = ({ channelId, friendId, groupId }: Pick<Conversation, 'channelId' | 'friendId' | 'groupId'>) =>
  friendId ?? `${channelId}/${groupId ?? ''}`;

/** Opens a conversation; null when there is one that is not resolved. `heard` is what began it, if somebody said something. */
export async function openConversation(
  ctx: Pick<Context, 'actor' | 'clock' | 'publish' | 'signal'>,
  target: Target,
  standing: Standing,
  { heard, friend }: { heard: Heard | null; friend: FriendDocument | null },
): Promise<{ conversation: Conversation; friend: FriendDocument | null } | null> {
  const now = ctx.clock.now();
  const begun: Conversation = {
    _id: newId(),
    ...target,
    ...standing,
    stateAt: now,
    teamId: null,
    priority: NORMAL,
    labels: [],
    participants: [],
    openedAt: now,
    openedBy: nameActor(ctx.actor),
    resolvedAt: null,
    lastAt: now,
    lastInboundAt: null,
    lastStaffAt: null,
    firstStaffAt: null,
    lastMessage: null,
    unreadCount: heard ? 1 : 0,
    readAt: {},
    replies: heard?.reply ? [heard.reply] : [],
    heardIds: heard ? [heard.eventId] : [],
    ...(heard ? lastOf(heard) : {}),
    ...(heard?.readToken === undefined ? {} : { readToken: heard.readToken }),
    outbox: [],
    owedAt: now,
    textsDueAt: now,
    textsUntil: null,
    serviceCheckAt: now,
    draftBy: [],
    formerSights: [],
    rev: 1,
    version: 1,
  };
  const isHandOver = standing.heldSince !== null && standing.assigneeId === null;
  const opened = {
    ...begun,
    happened: happenedBy(ctx, null, begun, { entry: isHandOver ? 'handedOver' : 'opened', announce: 'opened' }),
    outbox: [owedFor(ctx, begun, { entry: 'opened', announce: 'opened' })],
  };
  if ((await insertNew(ConversationModel, [opened])) === 0) return null;
  return settleConversation(ctx, opened, friend ?? undefined);
}
