/** Where a conversation waits for somebody: with its team, or with its channel while it has none. */
export const queueOf = ({ channelId, teamId }: { channelId: string; teamId: string | null }): string =>
  teamId === null ? `channel/${channelId}` : queueOfTeam(teamId);

export const queueOfTeam = (teamId: string): string => `team/${teamId}`;
export const queueOfChannel = (channelId: string): string => `channel/${channelId}`;

/** The team whose queue this is; null for that of a channel. */
export const teamOf = (queue: string): string | null =>
  queue.startsWith('team/') ? queue.slice('team/'.length) : null;

/** A place in a queue: the more urgent in front, then who waits longest. */
export interface QueuePlace {
  _id: string;
  priority: number;
  since: Date;
}

/** Below 0 when the first is served before the other. */
export const comparePlaces = (one: QueuePlace, other: QueuePlace): number =>
  other.priority - one.priority ||
  one.since.getTime() - other.since.getTime() ||
  (one._id < other._id ? -1 : one._id > other._id ? 1 : 0);
