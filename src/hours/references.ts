import type { ReferenceFinder } from '../edges.js';
import { listPoliciesUnder, servicePolicies } from './service-policies.js';

export const references: ReferenceFinder[] = [
  {
    /** Policies of which any version goes by a calendar: conversations are held to the version with which they began. */
    async find(_ctx, channelId, { kind, id }) {
      if (kind !== 'calendar') return [];
      const policies = await listPoliciesUnder(channelId, id);
      return policies.map(({ policyId, name }) => ({ kind: 'servicePolicy', id: policyId, name }));
    },
  },
  {
    /** Policies whose newest version moves to a team; an earlier one passes over a team that is gone. */
    async find(_ctx, channelId, { kind, id }) {
      if (kind !== 'team') return [];
      const moving = (await servicePolicies.list(channelId)).filter(({ definition }) =>
        definition.escalations.some(({ moveTo }) => moveTo === id),
      );
      return moving.map(({ definitionId, definition }) => ({
        kind: 'servicePolicy',
        id: definitionId,
        name: definition.name,
      }));
    },
  },
];
