import type { ReferenceFinder } from '../edges.js';
import { mentions } from '../segments/core/references.js';
import { MenuRulesModel } from './rich-menu.model.js';

/** Menu rules that speak of a subject. */
export const references: ReferenceFinder[] = [
  {
    async find(_ctx, channelId, subject) {
      const stored = await MenuRulesModel.findById(channelId).lean();
      const speaking = (stored?.rules ?? []).filter(({ when }) => mentions(when, subject));
      return speaking.map(({ name }) => ({ kind: 'menuRule', id: name, name }));
    },
  },
];
