import { teamDeleted } from '../access/index.js';
import { recordEvent } from '../activity/index.js';
import { deliveryNotSent } from '../deliveries/index.js';
import { defineListener } from '../edges.js';
import { findFriendDocument, profileFetched } from '../friends/index.js';
import { askWaiting, surveyAnswered, surveyLeft } from '../surveys/index.js';
import {
  conversationAssigned,
  conversationEdited,
  conversationReleased,
  conversationReopened,
  conversationResolved,
} from './events.js';
import { countHeard, hearFriend } from './hear.js';
import { isEndedByMerge } from './holdings.js';
import { leaveDeletedTeam, leaveMissingTeam } from './leave-team.js';
import { noteNotSent } from './note-not-sent.js';
import { showProfile } from './show-profile.js';

export const listeners = [
  defineListener({
    id: 'inbox.leave-deleted-team',
    on: teamDeleted,
    handle: (ctx, { channelId, payload }) => leaveDeletedTeam(ctx, channelId, payload),
  }),
  // It went to a team, or went on in one, that was deleted at the same time or before.
  defineListener({
    id: 'inbox.leave-missing-team',
    on: [conversationAssigned, conversationEdited, conversationReopened],
    handle: async (ctx, { payload: { conversationId, teamId } }) => {
      if (teamId !== null) await leaveMissingTeam(ctx, conversationId, teamId);
    },
  }),
  defineListener({
    id: 'inbox.show-profile',
    on: profileFetched,
    onlyLatest: true,
    handle: async (ctx, { friendId }) => {
      if (friendId !== null) await showProfile(ctx, friendId);
    },
  }),
  // What waited to be asked while staff had the chat is asked once they have it no more.
  defineListener({
    id: 'inbox.ask-waiting',
    on: [conversationReleased, conversationResolved],
    handle: async (ctx, { friendId }) => {
      if (friendId !== null) await askWaiting(ctx, friendId);
    },
  }),
  // So that surveys, tag rules and segments can go by it: not by what ended because two records of one friend became one.
  defineListener({
    id: 'inbox.record-resolved',
    on: conversationResolved,
    handle: async (ctx, event) => {
      if (event.friendId !== null && !(await isEndedByMerge(event.id))) await recordEvent(ctx, event, event.friendId);
    },
  }),
  defineListener({
    id: 'inbox.note-not-sent',
    on: deliveryNotSent,
    handle: async (ctx, { payload }) => {
      if (payload.sender === 'inbox') await noteNotSent(ctx, payload);
    },
  }),
  defineListener({
    id: 'inbox.hear-low-score',
    on: [surveyAnswered, surveyLeft],
    handle: async (ctx, { id: eventId, friendId, at, payload: { isLow, surveyName, score } }) => {
      const friend = isLow && friendId !== null ? await findFriendDocument(friendId) : null;
      if (!friend) return;
      const preview = `${surveyName}: ${score ?? '–'}`;
      const { uncounted } = await hearFriend(ctx, friend, { eventId, at, reply: null, preview, answer: 'none' });
      if (uncounted) await countHeard(ctx, [uncounted]);
    },
  }),
];
