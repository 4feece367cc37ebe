import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { presentFriend } from '../friends/index.js';
import { PresentedFriend } from '../friends/schemas.js';
import { SegmentRule } from './core/rule.js';
import { countSegment } from './count-segment.js';

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/segments/count',
    access: { scope: 'read' },
    summary: 'How many friends meet a rule now, with a few of them',
    tag: 'Segments',
    body: z.strictObject({ channelId: ChannelId.optional(), rule: SegmentRule }),
    response: z.object({ count: z.number(), samples: z.array(PresentedFriend) }),
    handle: async (ctx, { body }) => {
      const channel = await resolveChannel(ctx, body.channelId);
      const { count, samples } = await countSegment(ctx, channel._id, body.rule);
      const now = ctx.clock.now();
      return { count, samples: samples.map((friend) => presentFriend(friend, now)) };
    },
  }),
];
