import type { ReferenceFinder } from '../edges.js';
import { teamsIn } from '../inbox/core/view.js';
import { getServiceRules } from './service-rules.js';

export const references: ReferenceFinder[] = [
  {
    /** Service rules that hold for conversations of a team. */
    async find(ctx, channelId, { kind, id }) {
      if (kind !== 'team') return [];
      const { rules } = await getServiceRules(ctx, channelId);
      const speaks = rules.some(({ when }) => when !== null && teamsIn(when).includes(id));
      return speaks ? [{ kind: 'serviceRules', id: channelId, name: channelId }] : [];
    },
  },
];
