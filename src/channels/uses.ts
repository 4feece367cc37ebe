import type { Context, Reference, Subject } from '../context.js';
import { ConflictError } from '../errors.js';
import { listChannelIds } from './list-channel-ids.js';

/** What speaks of something that is of no channel, in any of them; each once. */
export async function findUses(ctx: Pick<Context, 'findReferences'>, subject: Subject): Promise<Reference[]> {
  const channelIds = await listChannelIds();
  const found = await Promise.all(channelIds.map((channelId) => ctx.findReferences(channelId, subject)));
  return [...new Map(found.flat().map((one) => [`${one.kind}/${one.id}`, one])).values()];
}

/** Throws ConflictError naming the rules and settings that speak of something; `what` begins the sentence, such as `Segment Gold`. */
export function requireUnused(what: string, usedBy: Reference[]): void {
  if (usedBy.length === 0) return;
  const list = usedBy.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  throw new ConflictError(`${what} is used by ${list}.`, usedBy);
}
