import type { HoldingDefinition, TimelineSource } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { chatOfNotice } from './core/chat-of-notice.js';
import { NoticeModel } from './notice.model.js';

export const holdings: HoldingDefinition[] = [holdingOf('notices', NoticeModel)];

export const timeline: TimelineSource[] = [
  {
    name: 'notices',
    kinds: ['notice.raised'],
    async read(friendId, { before, limit }) {
      const notices = await NoticeModel.find({ friendId, ...beforeFilter('raisedAt', before) })
        .sort({ raisedAt: -1, _id: -1 })
        .limit(limit)
        .lean();
      return notices.map(({ _id, raisedAt, kind, data, doneAt }) => ({
        id: _id,
        at: raisedAt,
        kind: 'notice.raised',
        chat: chatOfNotice({ kind, friendId, data }),
        data: { notice: kind, ...data, doneAt },
      }));
    },
  },
];
