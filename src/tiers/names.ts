import type { NameSource } from '../edges.js';
import { forgetTierProgram, getTierProgram } from './tier-program.js';

/** The tiers of the program in force. */
export const names: NameSource[] = [
  {
    kind: 'tier',
    async list(ctx, channelId) {
      forgetTierProgram(channelId);
      return (await getTierProgram(ctx, channelId))?.tiers.map(({ key }) => key) ?? [];
    },
  },
];
