import type { TimelineSource } from '../edges.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { isOfChat } from './core/of-chat.js';
import { ActivityModel } from './activity.model.js';

export const timeline: TimelineSource[] = [
  {
    name: 'activity',
    kinds: null,
    async read(friendId, { before, kinds, limit }) {
      const filter = { friendId, ...(kinds ? { kind: { $in: kinds } } : {}), ...beforeFilter('at', before) };
      const activities = await ActivityModel.find(filter).sort({ at: -1, _id: -1 }).limit(limit).lean();
      return activities.map(({ _id, at, kind, content, unsentAt, data }) => ({
        id: _id,
        at,
        kind,
        chat: isOfChat(kind) ? { friendId } : null,
        data: { ...data, ...(content ? { content } : {}), ...(unsentAt ? { unsentAt } : {}) },
      }));
    },
  },
];
