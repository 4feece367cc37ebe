import { z } from 'zod';
import { AnyInstant } from '../shared/instant.js';

/** Kinds are `noun.verb` in the past tense, such as `service.visited`. */
export const ActivityKind = z
  .string()
  .regex(/^[a-z][a-zA-Z]*\.[a-z][a-zA-Z]*$/, 'must look like noun.verb')
  .max(60);

export const RecordActivityInput = z.strictObject({
  kind: ActivityKind,
  /** The caller's own id of this fact. */
  externalId: z.string().min(1).max(100),
  occurredAt: AnyInstant.optional(),
  data: z.record(z.string().max(60), z.union([z.string().max(1_000), z.number(), z.boolean()])).default({}),
});

export const PresentedActivity = z.object({
  id: z.string(),
  kind: z.string(),
  at: z.date(),
  content: z.record(z.string(), z.unknown()).nullable(),
  unsentAt: z.date().nullable(),
  data: z.record(z.string(), z.unknown()),
  /** It is of a conversation that your role does not see: there is no `content`, and `data` is empty. */
  isWithheld: z.boolean(),
});
