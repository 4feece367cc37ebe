import type { HoldingDefinition, TimelineSource } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { SegmentTransitionModel } from './segment.model.js';

export const holdings: HoldingDefinition[] = [holdingOf('segmentTransitions', SegmentTransitionModel)];

const KINDS = { entered: 'segment.entered', left: 'segment.left' } as const;

export const timeline: TimelineSource[] = [
  {
    name: 'segments',
    kinds: Object.values(KINDS),
    async read(friendId, { before, kinds, limit }) {
      const changes = Object.entries(KINDS).flatMap(([change, kind]) =>
        !kinds || kinds.includes(kind) ? [change] : [],
      );
      const found = await SegmentTransitionModel.find({
        friendId,
        change: { $in: changes as (keyof typeof KINDS)[] },
        ...beforeFilter('at', before),
      })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean();
      return found.map(({ _id, at, change, segmentId, cause, version, because }) => ({
        id: _id,
        at,
        kind: KINDS[change],
        data: { segmentId, cause, version, because },
      }));
    },
  },
];
