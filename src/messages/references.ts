import type { ReferenceFinder } from '../edges.js';
import { MessageSetModel } from './message-set.model.js';

const LISTED_MAX = 100;

/** Message sets whose newest version speaks of a subject, in the rule of a variant or as a variable. */
export const references: ReferenceFinder[] = [
  {
    async find(_ctx, channelId, { kind, id }) {
      const sets = await MessageSetModel.find({ channelId, speaksOf: `${kind}/${id}` }, { name: 1 })
        .limit(LISTED_MAX)
        .lean();
      return sets.map(({ _id, name }) => ({ kind: 'messageSet', id: _id, name }));
    },
  },
];
