import type { z } from 'zod';
import type { Friend } from '../friends/index.js';
import type { Conversation, Entry } from './conversation.model.js';
import { nameOfPriority } from './core/priority.js';
import { writePlace } from './core/thread.js';
import type { ThreadLine } from './read-thread.js';
import type { PresentedConversation, PresentedLine } from './schemas.js';
import { usableReplies } from './take-reply.js';

/** A conversation as callers see it. */
export function presentConversation(
  conversation: Conversation,
  { friend, leftGroupAt }: { friend: Pick<Friend, 'profile' | 'stage'> | undefined; leftGroupAt: Date | null },
  now: Date,
): z.infer<typeof PresentedConversation> {
  const { _id: id, friendId, lastMessage, priority, waitingSince, snoozedUntil } = conversation;
  const { channelId, groupId, state, stateAt, heldSince, assigneeId, teamId, labels, participants } = conversation;
  const { openedAt, resolvedAt, lastAt, firstStaffAt, unreadCount, readAt, draftBy, version } = conversation;
  const { serviceLevel, dueAt } = conversation;
  const replies = usableReplies(conversation, now);
  return {
    id,
    channelId,
    friend: friendId === null ? null : presentFriend(friendId, friend),
    groupId,
    leftGroupAt,
    state,
    stateAt,
    heldSince,
    snoozedUntil: snoozedUntil ?? null,
    assigneeId,
    teamId,
    priority: nameOfPriority(priority),
    labels,
    participants,
    waitingSince: waitingSince ?? null,
    openedAt,
    resolvedAt,
    lastAt,
    firstStaffAt,
    lastMessage: lastMessage && {
      at: lastMessage.at,
      from: lastMessage.from,
      text: lastMessage.text,
      isNotSent: lastMessage.isNotSent ?? false,
    },
    serviceLevel: serviceLevel ? presentServiceLevel(serviceLevel, dueAt) : null,
    unreadCount,
    readAt,
    freeUntil: replies.at(-1)?.until ?? null,
    freeAnswers: replies.length,
    draftBy,
    version,
  };
}

const presentServiceLevel = (
  { policyId, version, name, state, for: target, promises }: NonNullable<Conversation['serviceLevel']>,
  dueAt: Date | undefined,
) => ({ policyId, version, name, state, dueAt: dueAt ?? null, for: target, promises });

const presentFriend = (id: string, friend: Pick<Friend, 'profile' | 'stage'> | undefined) => ({
  id,
  displayName: friend?.profile?.displayName ?? null,
  pictureUrl: friend?.profile?.pictureUrl ?? null,
  stage: friend?.stage?.name ?? null,
});

/** A line of a thread as callers see it. */
export const presentLine = ({ id, place, kind, author, data }: ThreadLine): z.infer<typeof PresentedLine> => ({
  id,
  at: place.at,
  place: writePlace(place),
  kind,
  author,
  data,
});

/** A note as callers see it. */
export const presentNote = ({ _id, conversationId, at, by, text, mentions, editedAt }: Entry) => ({
  id: _id,
  conversationId,
  at,
  by,
  text,
  mentions,
  editedAt,
});
