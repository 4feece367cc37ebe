import type { Context } from '../context.js';
import { findLatestChange, listChanges } from '../inbox/index.js';
import { withOverlap } from './core/cursor.js';
import { tell, type OpenStream } from './open-stream.js';
import { tellChanges } from './tell-changes.js';

const LISTED_MAX = 20_000;
/** More at once are read faster anew. */
export const TOLD_MAX = 500;

/** Up to where the consoles of this process were told everything, and which versions they were told since. */
export interface Told {
  position: Date;
  versions: Map<string, number>;
}

/** Tells what changed and was not told yet, and moves the position on. When that is very much, consoles are to read anew. */
export async function catchUp(ctx: Pick<Context, 'clock'>, streams: OpenStream[], told: Told): Promise<void> {
  const since = withOverlap(told.position);
  const changes = await listChanges(since, LISTED_MAX);
  const news = changes.filter(({ id, version }) => told.versions.get(id) !== version);
  if (news.length > TOLD_MAX || changes.length === LISTED_MAX) {
    told.position = await findLatestChange();
    told.versions.clear();
    for (const stream of streams) tell(stream, told.position, 'reload', {});
    return;
  }
  const position = changes.at(-1)?.at ?? told.position;
  const ids = news.map(({ id }) => id);
  const versions = await tellChanges(ctx, streams, ids, { position: told.position, since });
  if (position > told.position) told.position = position;
  // Only what the next look finds again has to be known.
  const from = withOverlap(told.position);
  told.versions = new Map(
    changes.filter(({ at }) => at > from).map(({ id, version }) => [id, versions.get(id) ?? version]),
  );
}
