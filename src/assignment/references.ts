import type { ReferenceFinder } from '../edges.js';
import { friendRulesIn } from '../inbox/core/view.js';
import { mentions } from '../segments/core/references.js';
import { RoutingModel } from './settings.model.js';

/** Routing rules that speak of a subject. */
export const references: ReferenceFinder[] = [
  {
    async find(_ctx, channelId, subject) {
      const { rules } = (await RoutingModel.findById(channelId).lean()) ?? { rules: [] };
      const speaking = rules.filter(
        ({ when }) => when.conversation && friendRulesIn(when.conversation).some((rule) => mentions(rule, subject)),
      );
      return speaking.map(({ name }) => ({ kind: 'routingRule', id: name, name }));
    },
  },
];
