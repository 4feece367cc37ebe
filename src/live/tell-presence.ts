import type { Context } from '../context.js';
import { readSights } from '../inbox/index.js';
import { changedPresences, groupPresences, openByStaff, type Presences } from './core/presence.js';
import { decideEvent } from './core/decide-event.js';
import { onlookerAt, tell, type OpenStream } from './open-stream.js';
import { PresenceModel } from './presence.model.js';

const READ_MAX = 2_000; // people who have a conversation open at this moment

/** Everybody who is in a conversation now. */
export async function readPresences(ctx: Pick<Context, 'clock'>): Promise<Presences> {
  const rows = await PresenceModel.find({ until: { $gt: ctx.clock.now() } })
    .sort({ until: -1 })
    .limit(READ_MAX)
    .lean();
  return groupPresences(rows);
}

/** Tells consoles who is in these conversations, each of those that it may see. */
export async function tellPresences(
  streams: OpenStream[],
  presences: Presences,
  conversationIds: string[],
  position: Date,
): Promise<void> {
  if (conversationIds.length === 0 || streams.length === 0) return;
  const sights = await readSights(conversationIds);
  for (const stream of streams) {
    const onlooker = onlookerAt(stream);
    for (const [conversationId, sight] of sights) {
      const { channelId } = sight;
      if (decideEvent(onlooker, { channelId, sight, formerSights: [] }, position) !== 'conversation') continue;
      tell(stream, position, 'presence', { conversationId, staff: presences.get(conversationId) ?? [] });
    }
  }
}

/** The same of what is another than before. */
export const tellChangedPresences = (
  streams: OpenStream[],
  { before, after }: { before: Presences; after: Presences },
  position: Date,
): Promise<void> => tellPresences(streams, after, changedPresences(before, after), position);

const NOTHING: ReadonlySet<string> = new Set();

/** Conversations that whoever listens has open, for any number of consoles. */
export function viewing(presences: Presences): (stream: OpenStream) => ReadonlySet<string> {
  const open = openByStaff(presences);
  return ({ viewer: { actor } }) => (actor.kind === 'staff' && open.get(actor.staffId)) || NOTHING;
}
