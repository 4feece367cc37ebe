import type { ReferenceFinder } from '../edges.js';
import { mentions } from '../segments/core/references.js';
import { DEFAULT_MENU_RULES } from './core/menu-rules.js';
import { MenuRulesModel } from './rich-menu.model.js';

/** Menu rules that speak of a subject, those that a channel starts with among them. */
export const references: ReferenceFinder[] = [
  {
    async find(_ctx, channelId, subject) {
      const { rules } = (await MenuRulesModel.findById(channelId).lean()) ?? DEFAULT_MENU_RULES;
      const speaking = rules.filter(({ when }) => mentions(when, subject));
      return speaking.map(({ name }) => ({ kind: 'menuRule', id: name, name }));
    },
  },
];
