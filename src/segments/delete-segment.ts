import { requireUnused } from '../channels/index.js';
import type { Context } from '../context.js';
import { startOperation } from '../operations/index.js';
import { CLEAR_SEGMENT } from './fill-segment.js';
import { forgetLiveSegments } from './live-segments.js';
import { getSegment } from './save-segment.js';
import { SegmentModel } from './segment.model.js';

/** Deletes a segment and takes it off the friends; ConflictError naming what uses it. What happened in it stays on record. */
export async function deleteSegment(
  ctx: Pick<Context, 'actor' | 'clock' | 'wake' | 'findReferences'>,
  id: string,
): Promise<void> {
  const { channelId, name } = await getSegment(id);
  const usedBy = await ctx.findReferences(channelId, { kind: 'segment', id });
  requireUnused(`Segment ${name}`, usedBy);
  // First the operation: of a process that dies in between, the segment is still there and can be deleted again.
  await startOperation(ctx, {
    cause: `${CLEAR_SEGMENT}/${id}`,
    channelId,
    kind: CLEAR_SEGMENT,
    input: { segmentId: id },
  });
  await SegmentModel.deleteOne({ _id: id });
  forgetLiveSegments(channelId);
}
