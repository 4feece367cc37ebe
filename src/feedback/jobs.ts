import { z } from 'zod';
import { defineJob, type SweepDefinition } from '../edges.js';
import { SEND_DIGEST, sendDigest, sweepDigests } from './send-digest.js';

export const jobs = [
  defineJob({
    name: SEND_DIGEST,
    payload: z.object({ digestId: z.string() }),
    concurrency: 2,
    handle: (ctx, { digestId }) => sendDigest(ctx, digestId),
  }),
];

export const sweeps: SweepDefinition[] = [{ name: 'feedback.digests', run: (ctx) => sweepDigests(ctx) }];
