import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { inOrder, type LiveSegment } from './core/membership.js';
import { SEGMENTS_MAX, SegmentModel } from './segment.model.js';

const FRESH_MS = 1_000; // a saved segment works everywhere after at most this long

/** A saved segment as friends are evaluated on it. */
export interface NamedLiveSegment extends LiveSegment {
  name: string;
  isFilling: boolean;
}

const segments = remembered<NamedLiveSegment[]>(FRESH_MS, async (channelId) => {
  const found = await SegmentModel.find({ channelId }).limit(SEGMENTS_MAX).lean();
  return inOrder(
    found.map(({ _id, name, rule, version, fillingBy }) => ({
      id: _id,
      name,
      rule,
      version,
      isFilling: fillingBy !== null,
    })),
  );
});

/** The saved segments of a channel, those that others speak of first. Remembered for a second. */
export const getLiveSegments = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<NamedLiveSegment[]> =>
  segments.get(ctx.clock, channelId);

/** Lets this process see a saved segment at once; others see it within a second. */
export const forgetLiveSegments = (channelId: string): void => segments.forget(channelId);
