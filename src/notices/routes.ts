import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { NoticeModel, type Notice } from './notice.model.js';

const tag = 'Notices';
const present = ({ _id, ...rest }: Notice) => ({ id: _id, ...rest });
const PresentedNotice = z.object({
  id: z.string(),
  channelId: z.string(),
  friendId: z.string().nullable(),
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
  raisedAt: z.date(),
  doneAt: z.date().nullable(),
});

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
      return { notices: (await NoticeModel.find(filter).sort({ raisedAt: -1 }).limit(200).lean()).map(present) };
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
      const done = await NoticeModel.findOneAndUpdate(
        { _id: id },
        { $set: { doneAt: ctx.clock.now() } },
        { returnDocument: 'after' },
      ).lean();
      if (!done) throw new NotFoundError('notice', id);
      return present(done);
    },
  }),
];
