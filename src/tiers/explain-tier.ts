import { listActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import { tierChanged, type Friend } from '../friends/index.js';
import { isOverridden } from './core/decide-tier.js';
import type { Tier } from './core/program.js';
import { judgeFriend } from './judge-friend.js';
import { getTierCriteria } from './tier-program.js';

const HISTORY_SHOWN = 50;

/** The tier of a friend as it is now, whether or not it was written down: why, what is missing, when it falls, what was before. */
export async function explainTier(ctx: Pick<Context, 'clock'>, friend: Friend) {
  const history = await listActivities(friend._id, { kinds: [tierChanged.name], limit: HISTORY_SHOWN });
  const changes = history.map(({ at, data }) => ({ at, ...data }));
  const criteria = await getTierCriteria(ctx, friend.channelId);
  if (!criteria) return { tier: null, counts: null, next: null, falls: [], history: changes };
  const now = ctx.clock.now();
  const { program } = criteria;
  const { tier, value } = await judgeFriend(criteria, friend, now);
  const held = program.tiers.find(({ key }) => key === tier?.key);
  const next = program.tiers.find(({ threshold }) => threshold > value && threshold > (held?.threshold ?? -1));
  return {
    tier:
      tier && held
        ? {
            ...nameOf(held),
            threshold: held.threshold,
            benefits: held.benefits,
            since: tier.since,
            until: tier.until,
            belowAt: tier.belowAt,
            override: isOverridden(tier, now) ? tier.override : null,
          }
        : null,
    counts: { value, basis: program.basis, window: program.window, graceDays: program.graceDays },
    next: next ? { ...nameOf(next), threshold: next.threshold, missing: next.threshold - value } : null,
    falls: (tier?.steps ?? []).flatMap(({ until }, index) =>
      until ? [{ at: until, to: tier?.steps[index + 1]?.key ?? null }] : [],
    ),
    history: changes,
  };
}

const nameOf = ({ key, names }: Tier) => ({ key, names });
