import type { Context } from '../context.js';
import { changeFriendAndPublish } from '../friends/index.js';
import { decideStage } from './core/policy.js';
import { stageChanged } from './events.js';
import { getFriend } from '../friends/index.js';
import { getPolicy } from './stage-policy.js';

/** Puts a friend into the stage that the policy gives them now, and notes when to look again. */
export async function evaluateStage(ctx: Pick<Context, 'clock' | 'publish'>, friendId: string): Promise<void> {
  const { channelId } = await getFriend(friendId);
  const policy = await getPolicy(ctx, channelId);
  const now = ctx.clock.now();
  await changeFriendAndPublish(ctx, friendId, (friend) => {
    const { stage, because, nextCheckAt } = decideStage(policy, friend, now);
    const from = friend.stage?.name ?? null;
    if (stage === from) {
      return nextCheckAt?.getTime() === friend.stageCheckAt?.getTime() ? null : { set: { stageCheckAt: nextCheckAt } };
    }
    return {
      set: { stage: { name: stage, since: now, policyVersion: policy.version }, stageCheckAt: nextCheckAt },
      announce: [stageChanged.of({ from, to: stage, policyVersion: policy.version, because }, now)],
    };
  });
}
