import type { Context } from '../context.js';
import { countFriends, groupFriends, listFriends, type Friend } from '../friends/index.js';
import type { SegmentRule } from '../segments/core/rule.js';
import { segmentFilter } from '../segments/index.js';
import { daysAfter } from './core/days.js';
import { countStages, mapToModel, type ReportPart, type StageCount, type StoredStage } from './core/report.js';
import { modelOf, type Model } from './core/templates.js';
import type { Stage } from './core/policy.js';
import { getPolicy } from './stage-policy.js';
import type { PublishedPolicy } from './stage-policy.model.js';

export interface LifecycleReport {
  model: Model | 'own';
  policyVersion: number;
  friends: number;
  stages: { stage: string; label?: Stage['label']; goal?: Stage['goal']; friends: number; overdue: number }[];
  /** Stages of a policy of its own that the model has no place for. */
  unmapped: { stage: string; friends: number }[];
  activityStatus: { name: string | null; friends: number }[];
}

/** How many friends are in each stage, in the policy's own stages or in those of a model. The sum is all friends. */
export async function reportLifecycle(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  model: Model | null,
): Promise<LifecycleReport> {
  const policy = await getPolicy(ctx, channelId);
  const all = { channelId, mergedInto: null };
  const [byStage, byStatus] = await Promise.all([
    groupFriends(all, ['stage.name', 'stage.policyVersion']),
    groupFriends(all, ['activityStatus.name']),
  ]);
  const counts = countStages(
    policy,
    byStage.map(({ values, count }) => ({
      name: nameIn(values),
      policyVersion: typeof values[1] === 'number' ? values[1] : null,
      friends: count,
    })),
  );
  const overdue = await countOverdue(ctx, policy);
  const { stages, parts, unmapped } =
    model === null || model === modelOf(policy)
      ? { stages: policy.stages, parts: policy.stages.map(({ name }) => ownPart(name)), unmapped: [] }
      : mapToModel(policy, model);
  const friendsOf = await countParts(ctx, channelId, parts, counts);
  return {
    model: model ?? modelOf(policy) ?? 'own',
    policyVersion: policy.version,
    friends: counts.reduce((sum, { friends }) => sum + friends, 0),
    stages: stages.map(({ name, label, goal }) => ({
      stage: name,
      label,
      goal,
      friends: friendsOf.get(name) ?? 0,
      overdue: sumOf(parts.filter(({ stage }) => stage === name).map(({ from }) => overdue.get(from) ?? 0)),
    })),
    unmapped: counts.filter(({ stage }) => unmapped.includes(stage)).map(({ stage, friends }) => ({ stage, friends })),
    activityStatus: byStatus.map(({ values, count }) => ({ name: nameIn(values), friends: count })),
  };
}

/** Friends who are in a stage for longer than its maximum age, a page at a time. */
export async function listOverdue(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  { stage, after, limit }: { stage: string; after?: string; limit: number },
): Promise<Friend[]> {
  const policy = await getPolicy(ctx, channelId);
  const filter = overdueFilter(ctx, policy, stage);
  return filter ? listFriends(filter, { ...(after === undefined ? {} : { afterId: after }), limit }) : [];
}

const ownPart = (name: string): ReportPart => ({ stage: name, from: name, where: null });
const nameIn = ([name]: unknown[]) => (typeof name === 'string' ? name : null);
const sumOf = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0);

/** Friends of each part. Of a stage that is shared out, the last part gets whoever is left, so that nobody is lost. */
async function countParts(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  parts: ReportPart[],
  counts: StageCount[],
): Promise<Map<string, number>> {
  const friendsOf = new Map<string, number>();
  for (const { stage: from, stored, friends } of counts) {
    let left = friends;
    const shares = parts.filter((part) => part.from === from);
    for (const [index, { stage, where }] of shares.entries()) {
      const isLast = index === shares.length - 1;
      const wanted = isLast || !where ? left : await countFriends(await within(ctx, channelId, stored, where));
      const share = Math.min(left, wanted);
      friendsOf.set(stage, (friendsOf.get(stage) ?? 0) + share);
      left -= share;
    }
  }
  return friendsOf;
}

/** Those of the friends of a stage who meet a rule. */
const within = async (ctx: Pick<Context, 'clock'>, channelId: string, stored: StoredStage[], where: SegmentRule) => ({
  $and: [
    await segmentFilter(ctx, channelId, where),
    { $or: stored.map(({ name, policyVersion }) => ({ 'stage.name': name, 'stage.policyVersion': policyVersion })) },
  ],
});

async function countOverdue(ctx: Pick<Context, 'clock'>, policy: PublishedPolicy): Promise<Map<string, number>> {
  const rows = await Promise.all(
    policy.stages.map(async ({ name }): Promise<[string, number]> => {
      const filter = overdueFilter(ctx, policy, name);
      return [name, filter ? await countFriends(filter) : 0];
    }),
  );
  return new Map(rows);
}

function overdueFilter(
  ctx: Pick<Context, 'clock'>,
  { channelId, stages }: PublishedPolicy,
  stage: string,
): object | null {
  const maxAgeDays = stages.find(({ name }) => name === stage)?.maxAgeDays;
  if (maxAgeDays === undefined) return null;
  const latest = daysAfter(ctx.clock.now(), -maxAgeDays);
  return { channelId, mergedInto: null, 'stage.name': stage, 'stage.since': { $lte: latest } };
}
