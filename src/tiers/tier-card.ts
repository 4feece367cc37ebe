import type { z } from 'zod';
import type { Context } from '../context.js';
import type { Friend } from '../friends/index.js';
import { explainTier } from './explain-tier.js';
import type { TierCard } from './schemas.js';
import { getTierProgram } from './tier-program.js';

/** What a friend may see of their tier: nothing of who set it, or why. Null where the channel has no tiers. */
export async function presentTierCard(
  ctx: Pick<Context, 'clock'>,
  friend: Friend,
): Promise<z.infer<typeof TierCard> | null> {
  const [program, { tier, counts, next, falls }] = await Promise.all([
    getTierProgram(ctx, friend.channelId),
    explainTier(ctx, friend),
  ]);
  if (!program || !counts) return null;
  const [fall] = falls;
  return {
    tier: tier && { names: tier.names, benefits: tier.benefits.map(({ names }) => ({ names })) },
    basis: counts.basis,
    value: counts.value,
    next: next && { names: next.names, threshold: next.threshold, missing: next.missing },
    falls: fall ? { at: fall.at, to: program.tiers.find(({ key }) => key === fall.to)?.names ?? null } : null,
  };
}
