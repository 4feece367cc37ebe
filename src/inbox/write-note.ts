import { TO_READ_CHATS } from '../access/core/answering.js';
import { nameActor, requireStaff } from '../access/index.js';
import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { newId } from '../infra/ids.js';
import { raiseNotice } from '../notices/index.js';
import { EntryModel, type Conversation, type Entry } from './conversation.model.js';
import { previewOfContent } from './core/preview.js';
import { seesConversation } from './core/sight.js';
import { signalChanged } from './signal-changed.js';
import { getConversation } from './visibility.js';

type Needs = Pick<Context, 'actor' | 'caller' | 'clock' | 'signal'>;

interface NoteInput {
  text: string;
  /** Ids of staff who get a notice; each sees the conversation. */
  mentions: string[];
}

/** Writes a note that staff alone see, between the messages. Whoever is mentioned gets a notice with its beginning. */
export async function writeNote(ctx: Needs, conversationId: string, { text, mentions }: NoteInput): Promise<Entry> {
  const conversation = await getConversation(ctx, conversationId);
  await requireReaders(conversation, mentions);
  const note: Entry = {
    _id: newId(),
    channelId: conversation.channelId,
    conversationId,
    friendId: conversation.friendId,
    groupId: conversation.groupId,
    kind: 'note',
    at: ctx.clock.now(),
    by: nameActor(ctx.actor),
    text,
    mentions: [...new Set(mentions)],
    editedAt: null,
    name: null,
    data: {},
  };
  await EntryModel.collection.insertOne(note as never);
  signalChanged(ctx, [conversationId]);
  await tellMentioned(ctx, conversation, note);
  return note;
}

/** Throws InvalidInputError naming who of these does not see the conversation: a notice would show them what they may not read. */
async function requireReaders(conversation: Conversation, mentions: string[]): Promise<void> {
  for (const { staff, rights } of await requireStaff(mentions, [TO_READ_CHATS]))
    if (!seesConversation({ rights, staffId: staff._id }, conversation))
      throw new InvalidInputError(
        'invalid_input',
        `mentions: ${staff._id} does not see conversation ${conversation._id}; add them to its participants first.`,
      );
}

async function tellMentioned(ctx: Needs, { channelId, friendId }: Conversation, note: Entry): Promise<void> {
  const { _id: noteId, conversationId, by, mentions } = note;
  for (const staffId of mentions) {
    const data = { staffId, conversationId, noteId, by, preview: previewOfContent({ text: note.text }) };
    await raiseNotice(ctx, { _id: `mention:${noteId}/${staffId}`, channelId, friendId, kind: 'inbox.mentioned', data });
  }
}

/** Rewrites one's own note; who is mentioned newly gets a notice. */
export async function editNote(
  ctx: Needs,
  conversationId: string,
  noteId: string,
  { text, mentions }: NoteInput,
): Promise<Entry> {
  const conversation = await getConversation(ctx, conversationId);
  await requireReaders(conversation, mentions);
  const set = { text, mentions: [...new Set(mentions)], editedAt: ctx.clock.now() };
  const edited = await changeNote(ctx, conversationId, noteId, set);
  await tellMentioned(ctx, conversation, edited);
  return edited;
}

/** Removes the words of one's own note; that there was one stays. */
export async function deleteNote(ctx: Needs, conversationId: string, noteId: string): Promise<Entry> {
  await getConversation(ctx, conversationId);
  return changeNote(ctx, conversationId, noteId, { text: null, mentions: [], editedAt: ctx.clock.now() });
}

async function changeNote(ctx: Needs, conversationId: string, noteId: string, set: Partial<Entry>): Promise<Entry> {
  const note = await EntryModel.findOne({ _id: noteId, conversationId, kind: 'note' }).lean();
  if (!note || note.text === null) throw new NotFoundError('note', noteId);
  const by = nameActor(ctx.actor);
  if (note.by !== by) throw new ConflictError(`Note ${noteId} is by ${note.by}; only they can change it, not ${by}.`);
  const changed = await EntryModel.findOneAndUpdate(
    { _id: noteId, text: { $ne: null } },
    { $set: set },
    { returnDocument: 'after' },
  ).lean();
  if (!changed) throw new NotFoundError('note', noteId);
  signalChanged(ctx, [conversationId]);
  return changed;
}
