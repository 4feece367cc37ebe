import type { ReferenceFinder } from '../edges.js';
import { mentions } from '../segments/core/references.js';
import { getPolicy } from './stage-policy.js';

/** Stages of the policy in force whose rules speak of a subject. */
export const references: ReferenceFinder[] = [
  {
    async find(ctx, channelId, subject) {
      const { stages } = await getPolicy(ctx, channelId);
      return stages
        .filter(({ enter, exit }) => [enter, exit].some((rule) => rule !== null && mentions(rule, subject)))
        .map(({ name }) => ({ kind: 'stage', id: name, name }));
    },
  },
];
