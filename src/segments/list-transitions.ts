import type { z } from 'zod';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { cursorOf, placeOf } from '../shared/cursor.js';
import type { PresentedTransition, TransitionsQuery } from './schemas.js';
import { SegmentTransitionModel } from './segment.model.js';

/** A page of transitions of one segment or one friend, newest first; `next` leads to the older ones. */
export async function listTransitions(
  of: { segmentId: string } | { friendId: string } | { segmentId: string; friendId: string },
  { before, limit }: z.infer<typeof TransitionsQuery>,
): Promise<{ transitions: z.infer<typeof PresentedTransition>[]; next: string | null }> {
  const found = await SegmentTransitionModel.find({ ...of, ...beforeFilter('at', placeOf(before)) })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = found.at(-1);
  return {
    transitions: found.map(({ _id, channelId: _channel, ...rest }) => ({ id: _id, ...rest })),
    next: last && found.length === limit ? cursorOf(last.at, last._id) : null,
  };
}
