import type { Context } from '../context.js';
import { findAbsorbed } from './erase-friend.js';
import { getFriendToChange } from './find-friends.js';

/**
 * How much is kept about a friend and about those merged into them, by the name of each holding that has something: what
 * erasing them would remove. ConflictError naming the other one when they were merged away.
 */
export async function countHeld(ctx: Pick<Context, 'holdings'>, friendId: string): Promise<Record<string, number>> {
  const friend = await getFriendToChange(friendId);
  const everybody = [...(await findAbsorbed(friend)), friend];
  const counts = await Promise.all(
    ctx.holdings.map(async ({ name, count }) => {
      const counted = await Promise.all(everybody.map((one) => count(one)));
      return [name, counted.reduce((sum, one) => sum + one, 0)] as const;
    }),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
