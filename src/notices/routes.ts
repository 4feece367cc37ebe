import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { markDone } from './close-notice.js';
import { listNotices, requireNotice } from './list-notices.js';
import { presentNotice } from './present.js';
import { reopenNotice } from './reopen-notice.js';
import { PresentedNotice } from './schemas.js';

const tag = 'Notices';

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/notices',
    access: { scope: 'read' },
    summary: 'What staff should see, newest first; of conversations as far as your role sees them',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional(), open: z.enum(['true', 'false']).optional() }),
    response: z.object({ notices: z.array(PresentedNotice) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      const notices = await listNotices(ctx, { channelId: channel._id, isOpen: query.open === 'true' });
      return { notices: notices.map(presentNotice) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/notices/done',
    access: { scope: 'write' },
    summary: 'Mark a notice as done',
    tag,
    body: z.strictObject({ id: z.string().min(1).max(200) }),
    response: PresentedNotice,
    handle: async (ctx, { body: { id } }) => {
      await requireNotice(ctx, id);
      return presentNotice(await markDone(ctx, id));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/notices/undone',
    access: { scope: 'write' },
    summary: 'Take back that a notice is done',
    tag,
    body: z.strictObject({ id: z.string().min(1).max(200) }),
    response: PresentedNotice,
    handle: async (ctx, { body: { id } }) => {
      await requireNotice(ctx, id);
      return presentNotice(await reopenNotice(ctx, id));
    },
  }),
];
