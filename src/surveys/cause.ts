import type { DeliverInput } from '../deliveries/index.js';

/** The event of a friend that answered, and the free reply to it. */
export interface Cause {
  eventId: string;
  at: Date;
  reply: DeliverInput['reply'];
}
