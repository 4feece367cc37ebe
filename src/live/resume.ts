import type { Context } from '../context.js';
import { listChanges } from '../inbox/index.js';
import { decideResumption, withOverlap } from './core/cursor.js';
import { tell, type OpenStream } from './open-stream.js';
import { listNoticeChanges } from '../notices/index.js';
import { tellChanges } from './tell-changes.js';
import { tellNotices } from './tell-notices.js';

const REPLAYED_MAX = 500; // more than that is read faster anew

/** Tells a console what changed since its last event, or to read anew; then that it misses nothing from now on. */
export async function resume(ctx: Pick<Context, 'clock'>, stream: OpenStream, position: Date): Promise<void> {
  const resumption = decideResumption(stream.sink.lastEventId, stream.scope, ctx.clock.now());
  if (resumption.kind === 'reload') tell(stream, position, 'reload', {});
  if (resumption.kind === 'replay') await replay(ctx, stream, { from: resumption.at, to: position });
  tell(stream, position, 'ready', {});
}

async function replay(
  ctx: Pick<Context, 'clock'>,
  stream: OpenStream,
  { from, to }: { from: Date; to: Date },
): Promise<void> {
  const since = withOverlap(from);
  const [changes, notices] = await Promise.all([
    listChanges(since, REPLAYED_MAX + 1),
    listNoticeChanges(since, REPLAYED_MAX + 1),
  ]);
  if (changes.length + notices.length > REPLAYED_MAX) return tell(stream, to, 'reload', {});
  const ids = changes.map(({ id }) => id);
  // A console that is cut off in the middle goes on from where it was.
  await tellChanges(ctx, [stream], ids, { position: from, since });
  await tellNotices(
    [stream],
    notices.map(({ id }) => id),
    from,
  );
}
