import { z } from 'zod';

/** Feedback that is not closed; `overdue` of it should have been by now. */
export const PresentedCounts = z.object({ open: z.number(), overdue: z.number() });
