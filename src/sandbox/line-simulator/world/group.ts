import type { Entry } from './chat.js';
import type { Person } from './person.js';

/** A group chat, or a room of the time before LINE 10.17. */
export interface Group {
  kind: 'group' | 'room';
  /** C... for a group, R... for a room. */
  groupId: string;
  name: string;
  members: Set<Person>;
  /** The official account in it; LINE allows one. */
  channelId?: string | undefined;
  entries: Entry[];
}
