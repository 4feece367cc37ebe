import type { z } from 'zod';
import type { Filter } from '../infra/mongo/model.js';
import type { PresentedTransition, TransitionsQuery } from './schemas.js';
import { SegmentTransitionModel, type SegmentTransition } from './segment.model.js';

/** A page of transitions of one segment or one friend, newest first; `next` leads to the older ones. */
export async function listTransitions(
  of: { segmentId: string } | { friendId: string } | { segmentId: string; friendId: string },
  { before, limit }: z.infer<typeof TransitionsQuery>,
): Promise<{ transitions: z.infer<typeof PresentedTransition>[]; next: string | null }> {
  const found = await SegmentTransitionModel.find({ ...of, ...olderThan(before) })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = found.at(-1);
  return {
    transitions: found.map(({ _id, channelId: _channel, ...rest }) => ({ id: _id, ...rest })),
    next: last && found.length === limit ? `${last.at.getTime()}_${last._id}` : null,
  };
}

function olderThan(cursor: string | undefined): Filter<SegmentTransition> {
  if (cursor === undefined) return {};
  const split = cursor.indexOf('_');
  const at = new Date(Number(cursor.slice(0, split)));
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: cursor.slice(split + 1) } }] };
}
