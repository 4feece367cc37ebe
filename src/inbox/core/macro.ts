import { z } from 'zod';
import { AnswerContent } from './answer.js';
import { PRIORITIES } from './priority.js';

export const Label = z.string().trim().min(1).max(40);
export const StaffId = z.string().min(1).max(40);
const labels = z.array(Label).max(20);
const DAYS_MAX = 365;

/** What can be done to many conversations at once. */
export const BulkAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('labels'), add: labels.default([]), remove: labels.default([]) }),
  z.strictObject({ kind: z.literal('priority'), priority: z.enum(PRIORITIES) }),
  z.strictObject({ kind: z.literal('team'), teamId: z.string().min(1).max(40).nullable() }),
  z.strictObject({ kind: z.literal('assign'), staffId: StaffId.nullable() }),
  z.strictObject({
    kind: z.literal('snooze'),
    /** Null: until they reply. */
    minutes: z
      .int()
      .min(1)
      .max(DAYS_MAX * 1_440)
      .nullable(),
  }),
  z.strictObject({ kind: z.literal('handOver') }),
  z.strictObject({ kind: z.literal('release') }),
  z.strictObject({ kind: z.literal('resolve') }),
  z.strictObject({ kind: z.literal('reopen') }),
]);
export type BulkAction = z.infer<typeof BulkAction>;

/** One step of a macro: what can be done to many, and what is said or noted in one. */
export const MacroAction = z.union([
  BulkAction,
  z.strictObject({ kind: z.literal('answer'), content: AnswerContent }),
  z.strictObject({ kind: z.literal('note'), text: z.string().trim().min(1).max(5_000) }),
]);
export type MacroAction = z.infer<typeof MacroAction>;
