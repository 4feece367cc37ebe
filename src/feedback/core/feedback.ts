import { z } from 'zod';

/** Where feedback stands. `fixed` and `dismissed` are closed; either can be opened again. */
export const FEEDBACK_STATES = ['open', 'inProgress', 'fixed', 'dismissed'] as const;
export const FeedbackState = z.enum(FEEDBACK_STATES);
export type FeedbackState = z.infer<typeof FeedbackState>;

/** What may follow on what. */
const MOVES: Record<FeedbackState, readonly FeedbackState[]> = {
  open: ['inProgress', 'fixed', 'dismissed'],
  inProgress: ['open', 'fixed', 'dismissed'],
  fixed: ['open'],
  dismissed: ['open'],
};

export const movesFrom = (state: FeedbackState): readonly FeedbackState[] => MOVES[state];

/** While it is not closed no promotions are sent to who gave it. */
export const isClosed = (state: FeedbackState): boolean => state === 'fixed' || state === 'dismissed';

const word = z.string().trim().min(1).max(60);
export const Category = word;
export const Department = word;

/** What a friend is told when it is fixed, as they read it. */
export const Message = z.string().trim().min(1).max(500);

/** What staff say about feedback; what is left out stays. */
export const FeedbackDetails = z.strictObject({
  category: Category.nullable().optional(),
  department: Department.nullable().optional(),
  /** Who sees to it: the id of somebody of the staff. */
  ownerId: z.string().min(1).max(60).nullable().optional(),
});
export type FeedbackDetails = z.infer<typeof FeedbackDetails>;
