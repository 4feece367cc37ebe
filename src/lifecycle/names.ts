import type { NameSource } from '../edges.js';
import { forgetPolicy, getPolicy } from './stage-policy.js';

/** The stages of the policy in force. */
export const names: NameSource[] = [
  {
    kind: 'stage',
    async list(ctx, channelId) {
      forgetPolicy(channelId);
      return (await getPolicy(ctx, channelId)).stages.map(({ name }) => name);
    },
  },
];
