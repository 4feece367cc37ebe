import { z } from 'zod';

/** A notice as callers see it. */
export const PresentedNotice = z
  .object({
    id: z.string(),
    channelId: z.string(),
    friendId: z.string().nullable(),
    kind: z.string(),
    data: z.record(z.string(), z.unknown()),
    raisedAt: z.date(),
    doneAt: z.date().nullable(),
  })
  .meta({ id: 'Notice' });
