import type { ThreadLine, ThreadPart } from './types.js';

/** A thread as far as it is read, with what leaves at this moment. */
export type Thread = ThreadPart;

const byPlace = (one: ThreadLine, other: ThreadLine) =>
  one.at === other.at ? compare(placeOf(one), placeOf(other)) : compare(one.at, other.at);

/** What a part of the thread, read anew, changes: lines that are known are replaced, others come in at their place. */
export function withPart(thread: Thread, part: ThreadPart, side: 'older' | 'newer'): Thread {
  const lines = new Map(thread.lines.map((line) => [line.id, line]));
  for (const line of part.lines) lines.set(line.id, line);
  return {
    lines: [...lines.values()].toSorted(byPlace),
    before: side === 'older' ? part.before : thread.before,
    after: side === 'newer' ? part.after : thread.after,
  };
}

/**
 * The thread after its newest end was read again. Where more was said than one page holds, what is between is not known, so that
 * page stands alone.
 */
export function withNewest(thread: Thread, newest: ThreadPart): Thread {
  const known = new Set(thread.lines.map(({ id }) => id));
  const isJoined = newest.before === null || newest.lines.some(({ id }) => known.has(id)) || thread.lines.length === 0;
  return isJoined
    ? { ...withPart(thread, newest, 'newer'), before: thread.lines.length === 0 ? newest.before : thread.before }
    : newest;
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/** Lines of one instant stand in the order of their source, then id, which the server wrote into their place. */
const placeOf = ({ place }: ThreadLine): string => {
  try {
    return atob(place.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return place;
  }
};
