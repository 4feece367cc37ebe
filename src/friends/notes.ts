import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { getFriendToChange } from './find-friends.js';
import { NOTE_RESTORE_SECONDS, NoteModel, type Note } from './note.model.js';

const NOTES_MAX = 1_000;

type Needs = Pick<Context, 'actor' | 'clock'>;

/** Writes a note about a friend. */
export async function addNote(ctx: Needs, friendId: string, text: string): Promise<Note> {
  const { channelId } = await getFriendToChange(friendId);
  if ((await NoteModel.countDocuments({ friendId })) >= NOTES_MAX)
    throw new ConflictError(`Friend ${friendId} has ${NOTES_MAX} notes; delete some first.`);
  const note: Note = {
    _id: newId(),
    channelId,
    friendId,
    text,
    by: nameActor(ctx.actor),
    at: ctx.clock.now(),
    editedAt: null,
    deletedAt: null,
  };
  await NoteModel.collection.insertOne(note as never);
  return note;
}

/** A friend's notes, newest first. */
export async function listNotes(friendId: string): Promise<Note[]> {
  return NoteModel.find({ friendId, deletedAt: null }).sort({ at: -1, _id: -1 }).limit(NOTES_MAX).lean();
}

/** Rewrites a note. */
export async function editNote(ctx: Needs, friendId: string, noteId: string, text: string): Promise<Note> {
  return change(friendId, noteId, { deletedAt: null }, { text, editedAt: ctx.clock.now() });
}

/** Deletes a note; it can be restored for a day. */
export async function deleteNote(ctx: Needs, friendId: string, noteId: string): Promise<Note> {
  return change(friendId, noteId, { deletedAt: null }, { deletedAt: ctx.clock.now() });
}

/** Brings a deleted note back; restoring one that is there changes nothing. */
export async function restoreNote(ctx: Needs, friendId: string, noteId: string): Promise<Note> {
  const since = new Date(ctx.clock.now().getTime() - NOTE_RESTORE_SECONDS * 1_000);
  return change(friendId, noteId, { $or: [{ deletedAt: null }, { deletedAt: { $gt: since } }] }, { deletedAt: null });
}

async function change(friendId: string, noteId: string, filter: object, set: Partial<Note>): Promise<Note> {
  const changed = await NoteModel.findOneAndUpdate(
    { _id: noteId, friendId, ...filter },
    { $set: set },
    { returnDocument: 'after' },
  ).lean();
  if (!changed) throw new NotFoundError('note', noteId);
  return changed;
}
