import { Anything, defineModel } from '../infra/mongo/model.js';
import type { QueuePlace } from './core/queue.js';
import type { Wanted } from './core/choose-agent.js';

/** How it stands with who gets a conversation; `_id` is that of the conversation. */
export interface Assignment extends Omit<Wanted, 'namedId'>, QueuePlace {
  channelId: string;
  friendId: string | null;
  groupId: string | null;
  /** Absent where no routing rule names anybody. */
  namedId?: string;
  /** Where it waits for somebody, and since when there; absent while it does not. */
  queue?: string;
  queuedAt?: Date;
  /** Queues that it overflowed from since somebody had it. */
  passed: string[];
  /** What the routing rules decided last, for which event. */
  routing: { eventId: string; rule: string | null } | null;
  /** Who of the staff answered last in it. */
  answeredBy?: string;
  answeredAt?: Date;
  /** The revision of the conversation that this goes by. */
  rev: number;
}

export const AssignmentModel = defineModel<Assignment>(
  'Assignment',
  'assignments',
  {
    channelId: String,
    friendId: String,
    groupId: String,
    skills: [String],
    namedId: String,
    openerId: String,
    notTo: String,
    queue: String,
    queuedAt: Date,
    priority: Number,
    since: Date,
    passed: [String],
    routing: Anything,
    answeredBy: String,
    answeredAt: Date,
    rev: Number,
  },
  [
    [{ queue: 1, priority: -1, since: 1, _id: 1 }],
    [{ queue: 1, queuedAt: 1 }],
    [{ namedId: 1, priority: -1, since: 1 }, { sparse: true }],
    [{ friendId: 1, answeredAt: -1 }],
    [{ groupId: 1, answeredAt: -1 }],
  ],
);
