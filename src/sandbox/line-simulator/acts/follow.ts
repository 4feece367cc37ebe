import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import type { Relation } from '../world/relation.js';
import { relationOf } from '../world/world.js';
import { type ActInput, type ActResult, getActor, getBot, getPerson, noteDeed, sendEvent } from './act.js';

/** Adds the account as a friend, or unblocks it. */
export async function follow(sim: Simulator, input: ActInput): Promise<ActResult> {
  const actor = getActor(sim, input);
  const isUnblocked = actor.relation.isBlocked;
  becomeFriend(actor.relation, sim.clock.now());
  noteDeed(sim, actor, 'follow', { isUnblocked });
  return sendEvent(sim, input, actor, 'follow', { follow: { isUnblocked } });
}

/** Blocks the account; LINE calls the event unfollow. */
export async function block(sim: Simulator, input: ActInput): Promise<ActResult> {
  const actor = getActor(sim, input);
  actor.relation.isBlocked = true;
  actor.relation.blockedAt = sim.clock.now();
  noteDeed(sim, actor, 'block');
  return sendEvent(sim, input, actor, 'unfollow', {}, { isReplyable: false });
}

/** Makes many people friends without a webhook: a state to start from, not an act of theirs. */
export function befriend(sim: Simulator, input: { channelId: string; userIds: string[] }): { friends: number } {
  const bot: Bot = getBot(sim, input.channelId);
  const now = sim.clock.now();
  for (const userId of input.userIds) becomeFriend(relationOf(sim.world, bot, getPerson(sim, userId)), now);
  sim.touch();
  return { friends: input.userIds.length };
}

function becomeFriend(relation: Relation, now: number): void {
  if (!relation.isFriend) relation.followedAt = now;
  relation.isFriend = true;
  relation.isBlocked = false;
  relation.blockedAt = undefined;
  relation.addedAt ??= now;
}
