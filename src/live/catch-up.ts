import type { Context } from '../context.js';
import { findLatestChange, listChanges, type Change } from '../inbox/index.js';
import { findLatestNoticeChange, listNoticeChanges } from '../notices/index.js';
import { withOverlap } from './core/cursor.js';
import { tell, type OpenStream } from './open-stream.js';
import { tellChanges } from './tell-changes.js';
import { asChange, noticeIdOf, tellNotices } from './tell-notices.js';

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
  const [changes, notices] = await Promise.all([
    listChanges(since, LISTED_MAX),
    listNoticeChanges(since, LISTED_MAX).then((listed) => listed.map(asChange)),
  ]);
  const isNews = ({ id, version }: Change) => told.versions.get(id) !== version;
  const [ids, noticeIds] = [changes.filter(isNews).map(({ id }) => id), notices.filter(isNews).map(noticeIdOf)];
  if (ids.length + noticeIds.length > TOLD_MAX || changes.length === LISTED_MAX || notices.length === LISTED_MAX) {
    told.position = await findPosition();
    told.versions.clear();
    for (const stream of streams) tell(stream, told.position, 'reload', {});
    return;
  }
  const versions = await tellChanges(ctx, streams, ids, { position: told.position, since });
  const noticed = await tellNotices(streams, noticeIds, told.position);
  const all = [...changes, ...notices];
  told.position = new Date(Math.max(told.position.getTime(), ...all.map(({ at }) => at.getTime())));
  // Only what the next look finds again has to be known.
  const from = withOverlap(told.position);
  told.versions = new Map(
    all.filter(({ at }) => at > from).map(({ id, version }) => [id, versions.get(id) ?? noticed.get(id) ?? version]),
  );
}

/** When something changed last, by the clock of the store. */
export async function findPosition(): Promise<Date> {
  const [changed, noticed] = await Promise.all([findLatestChange(), findLatestNoticeChange()]);
  return changed > noticed ? changed : noticed;
}
