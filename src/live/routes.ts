import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { ConversationId } from '../inbox/schemas.js';
import { notePresence } from './note-presence.js';
import { PresenceInput, PresentedPresence, StreamEvent, StreamQuery } from './schemas.js';

const tag = 'Inbox';

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/inbox/stream',
    access: { scope: 'read' },
    summary: 'What changes in the inbox, as server-sent events; with Last-Event-ID everything since that event',
    tag,
    query: StreamQuery,
    events: StreamEvent,
    handle: async (ctx, { query: { channelId } }) => {
      const channel = channelId === undefined ? null : (await resolveChannel(ctx, channelId))._id;
      return ctx.relay.listen(ctx, channel);
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/conversations/:id/presence',
    access: { scope: 'write' },
    summary: 'Say that one has a conversation open and whether one types; again every ten seconds',
    tag,
    recordedBy: 'conversationPresences',
    params: z.object({ id: ConversationId }),
    body: PresenceInput,
    response: z.object({ staff: PresentedPresence }),
    handle: async (ctx, { params: { id }, body }) => ({ staff: await notePresence(ctx, id, body) }),
  }),
];
