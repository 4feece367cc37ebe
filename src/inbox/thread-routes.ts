import { z } from 'zod';
import { openMedia } from '../activity/index.js';
import { resolveChannel } from '../channels/index.js';
import { defineRoute, download } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { answerInTurn } from './answer-in-turn.js';
import { findMessageOf } from './compose-answer.js';
import { present } from './conversation-routes.js';
import { markRead, startLoading } from './mark-read.js';
import { presentLine, presentNote } from './present.js';
import { readThread, type ThreadQuery as Query } from './read-thread.js';
import { cancelScheduled, listScheduled, scheduleMessage } from './schedule-message.js';
import { SCHEDULED_STATES, type ScheduledMessage } from './scheduled-message.model.js';
import {
  AnswerInput,
  CallerId,
  ConversationId,
  LoadingInput,
  NoteInput,
  PresentedAnswer,
  PresentedLine,
  ScheduleInput,
  SearchQuery,
  ThreadQuery,
} from './schemas.js';
import { searchTexts } from './search-texts.js';
import { fileNameOf } from './core/file-name.js';
import { getConversation } from './visibility.js';
import { deleteNote, editNote, writeNote } from './write-note.js';

const tag = 'Inbox';
const params = z.object({ id: ConversationId });
const noteParams = params.extend({ noteId: ConversationId });
const scheduledParams = params.extend({ messageId: CallerId });

const PresentedNote = z.object({
  id: z.string(),
  conversationId: z.string(),
  at: z.date(),
  by: z.string(),
  /** Null once deleted. */
  text: z.string().nullable(),
  mentions: z.array(z.string()),
  editedAt: z.date().nullable(),
});

const PresentedScheduled = z.object({
  id: z.string(),
  conversationId: z.string(),
  state: z.enum(SCHEDULED_STATES),
  sendAt: z.date(),
  content: z.unknown(),
  by: z.object({ kind: z.string() }).loose(),
  reason: z.string().nullable(),
  createdAt: z.date(),
  settledAt: z.date().nullable(),
});

const presentScheduled = (scheduled: ScheduledMessage) => {
  const { _id, conversationId, state, sendAt, content, by, reason, createdAt, settledAt } = scheduled;
  const id = _id.slice(conversationId.length + 1);
  return { id, conversationId, state, sendAt, content, by, reason, createdAt, settledAt };
};

function queryOf({ before, after, around, limit }: z.infer<typeof ThreadQuery>): Query {
  if (before !== undefined) return { at: 'before', place: before, limit };
  if (after !== undefined) return { at: 'after', place: after, limit };
  return around === undefined ? { at: 'newest', limit } : { at: 'around', place: around, limit };
}

export const threadRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/conversations/:id/messages',
    access: { scope: 'read' },
    summary:
      'Everything said in the chat, with cost and outcome, notes and events, oldest first: from the end or a place',
    tag,
    params,
    query: ThreadQuery,
    response: z.object({
      lines: z.array(PresentedLine),
      /** Where older lines are; null at the beginning. */
      before: z.string().nullable(),
      /** Where newer lines are; null at the end. */
      after: z.string().nullable(),
    }),
    handle: async (ctx, { params: { id }, query }) => {
      const { lines, before, after } = await readThread(ctx, id, queryOf(query));
      return { lines: lines.map(presentLine), before, after };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/conversations/:id/messages',
    access: { scope: 'send' },
    summary:
      'Answer, free while LINE takes a reply; the same id is sent once; with `seenUntil` refused when a colleague was faster',
    tag,
    status: 202,
    params,
    body: AnswerInput,
    response: PresentedAnswer,
    handle: async (ctx, { params: { id }, body }) => {
      const { conversation, ...rest } = await answerInTurn(ctx, id, body);
      return { ...rest, conversation: await present(ctx, conversation) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/conversations/:id/media/:messageId',
    access: { scope: 'read' },
    summary: 'A picture, video, recording or file that was sent in the chat',
    tag,
    params: params.extend({ messageId: z.string().min(1).max(60) }),
    download: { contentTypes: ['application/octet-stream'] },
    handle: async (ctx, { params: { id, messageId } }) => {
      const conversation = await getConversation(ctx, id);
      const message = await findMessageOf(conversation, messageId);
      const media = message && (await openMedia(conversation.channelId, messageId));
      if (!media) throw new NotFoundError('media of message', messageId);
      return download({
        fileName: fileNameOf(message, media.contentType),
        contentType: media.contentType,
        stream: media.stream,
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/conversations/:id/read',
    access: { scope: 'write' },
    summary: 'Mark everything as read, here and for the friend at LINE',
    tag,
    params,
    response: z.object({ isShownAtLine: z.boolean() }),
    handle: (ctx, { params: { id } }) => markRead(ctx, id),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/conversations/:id/loading',
    access: { scope: 'send' },
    summary: 'Show the friend for some seconds that an answer is coming',
    tag,
    status: 202,
    params,
    body: LoadingInput,
    response: z.object({}),
    handle: async (ctx, { params: { id }, body: { seconds } }) => {
      await startLoading(ctx, id, seconds);
      return {};
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/conversations/:id/notes',
    access: { scope: 'write' },
    summary: 'Write a note that staff alone see; who is mentioned gets a notice',
    tag,
    status: 201,
    params,
    body: NoteInput,
    response: PresentedNote,
    handle: async (ctx, { params: { id }, body }) => presentNote(await writeNote(ctx, id, body)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/conversations/:id/notes/:noteId',
    access: { scope: 'write' },
    summary: "Rewrite one's own note",
    tag,
    params: noteParams,
    body: NoteInput,
    response: PresentedNote,
    handle: async (ctx, { params: { id, noteId }, body }) => presentNote(await editNote(ctx, id, noteId, body)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/conversations/:id/notes/:noteId',
    access: { scope: 'write' },
    summary: "Remove the words of one's own note",
    tag,
    params: noteParams,
    response: PresentedNote,
    handle: async (ctx, { params: { id, noteId } }) => presentNote(await deleteNote(ctx, id, noteId)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/conversations/:id/scheduled-messages',
    access: { scope: 'send' },
    summary: 'Answer at a later time; the same id is scheduled once',
    tag,
    status: 201,
    params,
    body: ScheduleInput,
    response: PresentedScheduled,
    handle: async (ctx, { params: { id }, body }) => presentScheduled(await scheduleMessage(ctx, id, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/conversations/:id/scheduled-messages',
    access: { scope: 'read' },
    summary: 'Scheduled messages of a conversation, the next first',
    tag,
    params,
    response: z.object({ messages: z.array(PresentedScheduled) }),
    handle: async (ctx, { params: { id } }) => ({ messages: (await listScheduled(ctx, id)).map(presentScheduled) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/conversations/:id/scheduled-messages/:messageId',
    access: { scope: 'send' },
    summary: 'Cancel a scheduled message that has not left',
    tag,
    params: scheduledParams,
    response: PresentedScheduled,
    handle: async (ctx, { params: { id, messageId } }) => presentScheduled(await cancelScheduled(ctx, id, messageId)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/search',
    access: { scope: 'read' },
    summary: 'Find what was said, newest first; each leads to its place in the thread',
    tag,
    query: SearchQuery,
    response: z.object({
      found: z.array(
        z.object({
          conversationId: z.string(),
          friendId: z.string().nullable(),
          groupId: z.string().nullable(),
          at: z.date(),
          from: z.enum(['friend', 'staff', 'bot']),
          snippet: z.string(),
          /** For `around` of the thread. */
          place: z.string(),
        }),
      ),
      isCut: z.boolean(),
    }),
    handle: async (ctx, { query: { channelId, q, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return searchTexts(ctx, channel._id, { query: q, limit });
    },
  }),
];
