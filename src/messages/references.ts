import type { ReferenceFinder } from '../edges.js';
import { listPictureIds } from '../media/core/picture-address.js';
import { MessageSetModel } from './message-set.model.js';

const LISTED_MAX = 100;

export const references: ReferenceFinder[] = [
  {
    /** Message sets whose newest version speaks of a subject, in the rule of a variant, as a variable or by its address. */
    async find(_ctx, channelId, { kind, id }) {
      const sets = await MessageSetModel.find({ channelId, speaksOf: `${kind}/${id}` }, { name: 1 })
        .limit(LISTED_MAX)
        .lean();
      return sets.map(({ _id, name }) => ({ kind: 'messageSet', id: _id, name }));
    },
  },
  {
    /** Templates that show a picture; they are every channel's. */
    async find({ templates }, _channelId, { kind, id }) {
      if (kind !== 'picture') return [];
      const showing = [...templates].filter(([, byLanguage]) => listPictureIds([...byLanguage.values()]).includes(id));
      return showing.map(([name]) => ({ kind: 'template', id: name, name }));
    },
  },
];
