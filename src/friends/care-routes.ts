import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { blacklistFriend, unblacklistFriend } from './blacklist-friend.js';
import { changeConsent } from './change-consent.js';
import { Purpose } from './core/consent.js';
import { getFriend } from './find-friends.js';
import type { Note } from './note.model.js';
import { addNote, deleteNote, editNote, listNotes, restoreNote } from './notes.js';
import { presentFriend } from './present-friend.js';
import { BlacklistInput, ConsentInput, FriendId, NoteInput, PresentedFriend, PresentedNote } from './schemas.js';

const tag = 'Friends';
const params = z.object({ id: FriendId });
const consentParams = z.object({ id: FriendId, purpose: Purpose });
const noteParams = z.object({ id: FriendId, noteId: FriendId });

const presentNote = ({ _id, friendId, text, by, at, editedAt, deletedAt }: Note) => ({
  id: _id,
  friendId,
  text,
  by,
  at,
  editedAt,
  deletedAt,
});

/** What a friend agreed to, whether they are left alone, and what staff noted about them. */
export const careRoutes = [
  defineRoute({
    method: 'put',
    path: '/api/v1/friends/:id/consent/:purpose',
    access: { scope: 'write' },
    summary: 'Note that a friend agreed to or refused a purpose, such as promotion',
    tag,
    params: consentParams,
    body: ConsentInput,
    response: PresentedFriend,
    handle: async (ctx, { params: { id, purpose }, body }) =>
      presentFriend(await changeConsent(ctx, id, { purpose, given: body }), ctx.clock.now()),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/friends/:id/consent/:purpose',
    access: { scope: 'write' },
    summary: 'Forget what a friend said about a purpose; unknown is neither yes nor no',
    tag,
    params: consentParams,
    response: PresentedFriend,
    handle: async (ctx, { params: { id, purpose } }) =>
      presentFriend(await changeConsent(ctx, id, { purpose, given: null }), ctx.clock.now()),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/friends/:id/blacklist',
    access: { scope: 'write' },
    summary: 'Leave a friend alone: nothing that we start reaches them, what they ask for still does',
    tag,
    params,
    body: BlacklistInput,
    response: PresentedFriend,
    handle: async (ctx, { params: { id }, body }) =>
      presentFriend(await blacklistFriend(ctx, id, body.reason), ctx.clock.now()),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/friends/:id/blacklist',
    access: { scope: 'write' },
    summary: 'Take a friend off the blacklist',
    tag,
    params,
    response: PresentedFriend,
    handle: async (ctx, { params: { id } }) => presentFriend(await unblacklistFriend(ctx, id), ctx.clock.now()),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/notes',
    access: { scope: 'read' },
    summary: 'What staff noted about a friend, newest first',
    tag,
    params,
    response: z.object({ notes: z.array(PresentedNote) }),
    handle: async (_ctx, { params: { id } }) => {
      await getFriend(id);
      return { notes: (await listNotes(id)).map(presentNote) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/notes',
    access: { scope: 'write' },
    summary: 'Note something about a friend',
    tag,
    status: 201,
    params,
    body: NoteInput,
    response: PresentedNote,
    handle: async (ctx, { params: { id }, body }) => presentNote(await addNote(ctx, id, body.text)),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/friends/:id/notes/:noteId',
    access: { scope: 'write' },
    summary: 'Rewrite a note',
    tag,
    params: noteParams,
    body: NoteInput,
    response: PresentedNote,
    handle: async (ctx, { params: { id, noteId }, body }) => presentNote(await editNote(ctx, id, noteId, body.text)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/friends/:id/notes/:noteId',
    access: { scope: 'write' },
    summary: 'Delete a note; it can be restored for 24 hours',
    tag,
    params: noteParams,
    response: PresentedNote,
    handle: async (ctx, { params: { id, noteId } }) => presentNote(await deleteNote(ctx, id, noteId)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/:id/notes/:noteId/restore',
    access: { scope: 'write' },
    summary: 'Bring a deleted note back',
    tag,
    params: noteParams,
    response: PresentedNote,
    handle: async (ctx, { params: { id, noteId } }) => presentNote(await restoreNote(ctx, id, noteId)),
  }),
];
