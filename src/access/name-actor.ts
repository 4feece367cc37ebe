import type { Actor } from '../context.js';

/** Who acted, as it is written beside what they did: `staff/…`, `apiKey/…`, `friend/…`, `system/…`. */
export const nameActor = (actor: Actor): string => `${actor.kind}/${idOfActor(actor)}`;

/** The same without the kind: the id of the person, of the key or of the friend, the name of the process. */
export function idOfActor(actor: Actor): string {
  if (actor.kind === 'staff') return actor.staffId;
  if (actor.kind === 'apiKey') return actor.keyId;
  return actor.kind === 'friend' ? actor.friendId : actor.name;
}
