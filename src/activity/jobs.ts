import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { COPY_MEDIA, copyMedia, sweepOwedMedia } from './copy-media.js';

export const jobs = [
  defineJob({
    name: COPY_MEDIA,
    payload: z.object({ mediaId: z.string() }),
    concurrency: 4,
    handle: (ctx, { mediaId }) => copyMedia(ctx, mediaId),
  }),
];

export const sweeps: SweepDefinition[] = [{ name: 'activity.owed-media', run: (ctx) => sweepOwedMedia(ctx) }];
