import { defineListener } from '../edges.js';
import type { DomainEvent } from '../infra/announcements/event.js';
import { insertNew } from '../infra/mongo/model.js';
import type { Evaluation } from './core/evaluate.js';
import { segmentEntered, segmentLeft } from './events.js';
import { SegmentTransitionModel, type SegmentTransition } from './segment.model.js';

type Change = Pick<SegmentTransition, 'segmentId' | 'version' | 'cause'> & { because: unknown[] };

const record = (change: SegmentTransition['change'], { id, channelId, friendId, at, payload }: DomainEvent<Change>) =>
  insertNew(SegmentTransitionModel, [
    {
      ...payload,
      _id: id,
      channelId,
      friendId: friendId ?? '',
      change,
      because: payload.because as Evaluation['because'],
      at,
    },
  ]);

export const listeners = [
  defineListener({
    id: 'segments.record-entered',
    on: segmentEntered,
    handle: async (_ctx, event) => {
      await record('entered', event);
    },
  }),
  defineListener({
    id: 'segments.record-left',
    on: segmentLeft,
    handle: async (_ctx, event) => {
      await record('left', event);
    },
  }),
];
