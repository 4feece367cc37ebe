import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { markDone } from './close-notice.js';
import { NoticeModel } from './notice.model.js';
import { presentNotice } from './present.js';
import { PresentedNotice } from './schemas.js';

const tag = 'Notices';

export const routes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/notices',
    access: { scope: 'read' },
    summary: 'What staff should see, newest first',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional(), open: z.enum(['true', 'false']).optional() }),
    response: z.object({ notices: z.array(PresentedNotice) }),
    handle: async (ctx, { query }) => {
      const channel = await resolveChannel(ctx, query.channelId);
      const filter = { channelId: channel._id, ...(query.open === 'true' ? { doneAt: null } : {}) };
      return { notices: (await NoticeModel.find(filter).sort({ raisedAt: -1 }).limit(200).lean()).map(presentNotice) };
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
    handle: async (ctx, { body: { id } }) => presentNotice(await markDone(ctx, id)),
  }),
];
