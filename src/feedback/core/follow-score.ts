import { isClosed, type FeedbackState } from './feedback.js';

/** Feedback that a score opened, as far as a changed score matters to it. */
interface Scored {
  state: FeedbackState;
  score: number | null;
  scoreBefore?: number | null;
  text: string;
  /** Who moved it, in order. */
  moves: readonly { to: FeedbackState; by: { kind: string } }[];
}

/** What becomes of it. `to` is null when it stays where it is. */
interface Followed {
  score: number | null;
  scoreBefore: number | null;
  text: string;
  to: FeedbackState | null;
}

/**
 * What the friend's answers do to feedback that a low score of theirs opened. It shows what they say now. While nobody of the staff
 * has touched it, it is dismissed when the score is low no more, and opened again when it is; what staff have taken up is theirs.
 */
export function followScore(
  { state, score, scoreBefore = null, text, moves }: Scored,
  given: { score: number | null; isLow: boolean; text: string },
): Followed {
  const isUntouched = moves.every(({ by }) => by.kind === 'system');
  const isToMove = isUntouched && isClosed(state) === given.isLow;
  return {
    score: given.score,
    scoreBefore: given.score === score ? scoreBefore : (scoreBefore ?? score),
    text: given.text || text,
    to: isToMove ? (given.isLow ? 'open' : 'dismissed') : null,
  };
}
