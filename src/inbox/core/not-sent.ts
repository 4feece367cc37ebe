/** An answer of staff, with what became of it. */
interface Answer {
  plannedAt: Date;
  state: string;
}

/**
 * What an answer that was planned at an instant and did not arrive leaves, by the latest answers, the newest first: when the
 * latest was given that may arrive, and since when all of them failed; null when one after it may arrive.
 */
export function lookBack(
  answers: readonly Answer[],
  plannedAt: Date,
): { arrivedAt: Date | null; failedSince: Date | null } {
  const place = answers.findIndex(mayArrive);
  const arrivedAt = answers[place]?.plannedAt ?? null;
  if (arrivedAt && arrivedAt > plannedAt) return { arrivedAt, failedSince: null };
  const failed = place === -1 ? answers : answers.slice(0, place);
  return { arrivedAt, failedSince: failed.reduce((since, one) => earlier(since, one.plannedAt), plannedAt) };
}

const mayArrive = ({ state }: Answer) => state !== 'rejected' && state !== 'skipped';
const earlier = (one: Date, other: Date) => (other < one ? other : one);
