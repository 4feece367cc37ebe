import type { Conversation, ThreadLine } from '../../../src/console/inbox/types.js';

const AT = '2026-03-02T04:00:00.000Z';

/** A conversation as the API presents it. */
export const aConversation = (changes: Partial<Conversation> = {}): Conversation => ({
  id: 'conversation-1',
  channelId: 'channel-1',
  friend: { id: 'friend-1', displayName: 'Night rider', pictureUrl: null, stage: 'engage' },
  groupId: null,
  leftGroupAt: null,
  state: 'open',
  stateAt: AT,
  heldSince: null,
  snoozedUntil: null,
  assigneeId: null,
  teamId: null,
  priority: 'normal',
  labels: [],
  participants: [],
  waitingSince: AT,
  openedAt: AT,
  resolvedAt: null,
  lastAt: AT,
  firstStaffAt: null,
  lastMessage: null,
  serviceLevel: null,
  unreadCount: 0,
  readAt: {},
  freeUntil: null,
  freeAnswers: 0,
  draftBy: [],
  version: 1,
  ...changes,
});

/** A line of a thread, so many minutes after four o'clock UTC. */
export const aLine = (id: string, minutes: number, changes: Partial<ThreadLine> = {}): ThreadLine => {
  const at = new Date(Date.parse(AT) + minutes * 60_000);
  return {
    id,
    at: at.toISOString(),
    place: Buffer.from(`${at.getTime()} activity ${id}`).toString('base64url'),
    kind: 'message',
    author: { kind: 'friend', id: 'friend-1' },
    data: { content: { type: 'text', text: id } },
    ...changes,
  };
};
