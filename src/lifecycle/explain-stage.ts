import { listActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import { getFriend, type Friend } from '../friends/index.js';
import type { Evaluation } from '../segments/core/evaluate.js';
import { getKnown } from '../segments/index.js';
import { decideStage, evaluateStages, rulesOf } from './core/policy.js';
import { stageChanged, stageLocked, stageOverdue, stageUnlocked } from './events.js';
import { getPolicy } from './stage-policy.js';

/** Why a friend is in their stage: what brought them there, and what every rule of the policy sees now. */
export interface StageExplanation {
  stage: Friend['stage'];
  policyVersion: number;
  /** The move that brought the friend here; null when it is no longer on record. */
  cameBy: { at: Date; data: Record<string, unknown> } | null;
  stages: { stage: string; enter: Evaluation | null; exit: Evaluation | null }[];
  nextCheckAt: Date | null;
}

export async function explainStage(ctx: Pick<Context, 'clock'>, friendId: string): Promise<StageExplanation> {
  const friend = await getFriend(friendId);
  const policy = await getPolicy(ctx, friend.channelId);
  const [known, [latest]] = await Promise.all([
    getKnown(ctx, friend.channelId, rulesOf(policy)),
    listActivities(friendId, { kinds: [stageChanged.name], limit: 1 }),
  ]);
  const now = ctx.clock.now();
  return {
    stage: friend.stage,
    policyVersion: policy.version,
    cameBy: latest && latest.data['to'] === friend.stage?.name ? { at: latest.at, data: latest.data } : null,
    stages: evaluateStages(policy, friend, now, known),
    nextCheckAt: decideStage(policy, friend, now, known).nextCheckAt,
  };
}

/** Moves and locks of a friend's stage, newest first. */
export async function listStageHistory(
  friendId: string,
  page: { before?: Date; limit: number },
): Promise<{ at: Date; kind: string; data: Record<string, unknown> }[]> {
  await getFriend(friendId);
  const kinds = [stageChanged, stageOverdue, stageLocked, stageUnlocked].map(({ name }) => name);
  const found = await listActivities(friendId, { kinds, ...page });
  return found.map(({ at, kind, data }) => ({ at, kind, data }));
}
