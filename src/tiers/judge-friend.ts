import type { Friend } from '../friends/index.js';
import { listEarnings } from '../points/index.js';
import { listSpending } from '../sales/index.js';
import { assertNever } from '../shared/assert-never.js';
import type { Credit } from './core/counted.js';
import { decideTier, type TierCriteria, type TierDecision } from './core/decide-tier.js';
import type { TierProgram } from './core/program.js';
import { countsSince } from './core/window.js';

/** The tier that a program gives a friend at an instant, by what counts for them. */
export async function judgeFriend(criteria: TierCriteria, friend: Friend, now: Date): Promise<TierDecision> {
  const { program } = criteria;
  const tier = friend.tier ?? null;
  const nothing = program.basis.kind === 'points' ? !friend.points : friend.orders.count === 0;
  if (nothing && tier === null) return decideTier(criteria, [], null, now);
  // A fall that nobody wrote down yet is judged by what counted then.
  const earliest = tier?.until && tier.until < now ? tier.until : now;
  const credits = await listCredits(program, friend._id, countsSince(program.window, earliest));
  return decideTier(criteria, credits, tier, now);
}

async function listCredits({ basis }: TierProgram, friendId: string, since: Date): Promise<Credit[]> {
  switch (basis.kind) {
    case 'points':
      return listEarnings(friendId, since);
    case 'spend':
      return listSpending(friendId, { currency: basis.currency, since });
    default:
      return assertNever(basis);
  }
}
