import { defineModel } from '../infra/mongo/model.js';

/** What staff wrote down about a friend; friends never see it. */
export interface Note {
  _id: string;
  channelId: string;
  friendId: string;
  text: string;
  by: string;
  at: Date;
  editedAt: Date | null;
  /** A deleted note can be restored until the store removes it. */
  deletedAt: Date | null;
}

export const NOTE_RESTORE_SECONDS = 24 * 3600;

export const NoteModel = defineModel<Note>(
  'Note',
  'notes',
  { channelId: String, friendId: String, text: String, by: String, at: Date, editedAt: Date, deletedAt: Date },
  [[{ friendId: 1, at: -1, _id: -1 }], [{ deletedAt: 1 }, { expireAfterSeconds: NOTE_RESTORE_SECONDS }]],
);
