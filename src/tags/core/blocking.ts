import type { Friend } from '../../friends/core/friend.js';
import type { TagEntry, TagOp } from './state.js';
import type { TagBehaviour } from './tag.js';

/** That a friend blocks us, or came back, as an entry of one tag. */
export interface StandingEntry extends Omit<TagEntry, 'id' | 'op'> {
  tagId: string;
  op: 'pause' | 'resume';
  eventId: string;
}

const PUTTING: ReadonlySet<TagOp> = new Set<TagOp>(['apply', 'adjust', 'set']);

/** What must be known of the tags put on a friend who blocks us, where their clock stands still meanwhile. */
export function pausesWhileBlocked(
  { standing, blockedAt }: Pick<Friend, 'standing' | 'blockedAt'>,
  behaviours: ReadonlyMap<string, TagBehaviour>,
  entries: readonly { tagId: string; op: TagOp }[],
): StandingEntry[] {
  if (standing !== 'blocked' || blockedAt === null) return [];
  const put = new Set(entries.filter(({ op }) => PUTTING.has(op)).map(({ tagId }) => tagId));
  return [...put]
    .filter((tagId) => behaviours.get(tagId)?.whileBlocked === 'pause')
    .map((tagId) => entryOf(tagId, 'pause', blockedAt));
}

/** That a friend of whom pauses were written came back in the meantime. */
export function resumesSince(
  { standing, standingAt }: Pick<Friend, 'standing' | 'standingAt'>,
  pauses: readonly StandingEntry[],
): StandingEntry[] {
  return standing === 'blocked' || standingAt === null
    ? []
    : pauses.map(({ tagId }) => entryOf(tagId, 'resume', standingAt));
}

const entryOf = (tagId: string, op: 'pause' | 'resume', at: Date): StandingEntry => ({
  tagId,
  op,
  weight: 0,
  at,
  eventId: `standing:${at.getTime()}`,
  source: { kind: 'standing', id: op },
});
