import { z } from 'zod';
import { TEXT_LENGTH_MAX } from '../messages/core/limits.js';
import { defineRoute } from '../edges.js';
import type { Draft } from './draft.model.js';
import { deleteDraft, listDrafts, saveDraft } from './drafts.js';
import { ConversationId } from './schemas.js';

const tag = 'Inbox';
const path = '/api/v1/conversations/:id/draft';
const params = z.object({ id: ConversationId });
const recordedBy = 'conversationDrafts';

const PresentedDraft = z.object({ staffId: z.string(), text: z.string(), savedAt: z.date() });
const presentDraft = ({ staffId, text, savedAt }: Draft) => ({ staffId, text, savedAt });

export const draftRoutes = [
  defineRoute({
    method: 'get',
    path,
    access: { scope: 'read' },
    summary: 'What staff began to write in a conversation and have not sent, the latest first',
    tag,
    params,
    response: z.object({ drafts: z.array(PresentedDraft) }),
    handle: async (ctx, { params: { id } }) => ({ drafts: (await listDrafts(ctx, id)).map(presentDraft) }),
  }),
  defineRoute({
    method: 'put',
    path,
    access: { scope: 'write' },
    summary: "Keep one's own draft; it is gone once one answers",
    tag,
    recordedBy,
    params,
    body: z.strictObject({ text: z.string().min(1).max(TEXT_LENGTH_MAX) }),
    response: PresentedDraft,
    handle: async (ctx, { params: { id }, body: { text } }) => presentDraft(await saveDraft(ctx, id, text)),
  }),
  defineRoute({
    method: 'delete',
    path,
    access: { scope: 'write' },
    summary: "Drop one's own draft",
    tag,
    recordedBy,
    status: 204,
    params,
    handle: (ctx, { params: { id } }) => deleteDraft(ctx, id),
  }),
];
