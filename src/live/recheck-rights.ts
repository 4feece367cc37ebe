import { findRightsNow } from '../access/index.js';
import { permits } from '../access/core/permits.js';
import type { Context } from '../context.js';
import { scopeOf, tell, type OpenStream } from './open-stream.js';

/**
 * Ends the streams of those whose session or key is over or who may not read the inbox any more. Who sees something else than
 * before is told to read anew, and listens under their new rights; resolves to these.
 */
export async function recheckRights(
  ctx: Pick<Context, 'clock'>,
  streams: OpenStream[],
  position: Date,
): Promise<OpenStream[]> {
  const changed: OpenStream[] = [];
  const all = await findRightsNow(
    ctx,
    streams.map(({ viewer }) => viewer),
  );
  for (const [index, stream] of streams.entries()) {
    const rights = all[index];
    if (!rights || !permits(rights.permissions, 'inbox:read')) {
      stream.sink.end();
      continue;
    }
    const viewer = { ...stream.viewer, caller: { ...stream.viewer.caller, rights } };
    const scope = scopeOf(viewer, stream.channelId);
    if (scope === stream.scope) continue;
    Object.assign(stream, { viewer, scope });
    tell(stream, position, 'reload', {});
    changed.push(stream);
  }
  return changed;
}
