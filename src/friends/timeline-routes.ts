import { z } from 'zod';
import { defineRoute } from '../edges.js';
import { readTimeline } from './read-timeline.js';
import { FriendId, PresentedTimeline } from './schemas.js';

const Kind = z.string().regex(/^[a-z][a-zA-Z]*\.[a-z][a-zA-Z]*$/, 'must look like noun.verb');

export const timelineRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/timeline',
    access: { scope: 'read' },
    summary:
      'Everything about a friend in one order, newest first: what they did, tags, stages, messages, answers, notes',
    tag: 'Friends',
    params: z.object({ id: FriendId }),
    query: z.strictObject({
      /** `next` of the page before. */
      before: z.string().max(1_000).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      /** Only these kinds, parted by commas. */
      kinds: z
        .string()
        .max(2_000)
        .transform((text) => text.split(','))
        .pipe(z.array(Kind).max(40))
        .optional(),
    }),
    response: PresentedTimeline,
    handle: async (ctx, { params: { id }, query: { before = null, kinds = null, limit } }) =>
      readTimeline(ctx, id, { before, kinds, limit }),
  }),
];
