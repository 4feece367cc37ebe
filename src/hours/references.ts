import type { ReferenceFinder } from '../edges.js';
import { listPoliciesUnder } from './service-policies.js';

export const references: ReferenceFinder[] = [
  {
    /** Policies of which any version goes by a calendar: conversations are held to the version with which they began. */
    async find(_ctx, channelId, { kind, id }) {
      if (kind !== 'calendar') return [];
      const policies = await listPoliciesUnder(channelId, id);
      return policies.map(({ policyId, name }) => ({ kind: 'servicePolicy', id: policyId, name }));
    },
  },
];
