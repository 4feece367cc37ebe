import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { DEFAULT_POLICY, StagePolicy } from './core/policy.js';
import { StagePolicyModel, type PublishedPolicy } from './stage-policy.model.js';

const FRESH_MS = 1_000;
const known = new Map<string, { policy: PublishedPolicy; readAt: number }>();

/** Drops what this process remembers of policies. */
export function forgetPolicies(): void {
  known.clear();
}

/** The policy in force in a channel: the newest version, or the default as version 0. Remembered for a second. */
export async function getPolicy(ctx: Pick<Context, 'clock'>, channelId: string): Promise<PublishedPolicy> {
  const now = ctx.clock.now();
  const remembered = known.get(channelId);
  if (remembered && now.getTime() - remembered.readAt < FRESH_MS) return remembered.policy;
  const newest = await StagePolicyModel.findOne({ channelId }).sort({ version: -1 }).lean();
  const policy = newest ?? {
    ...DEFAULT_POLICY,
    _id: `${channelId}/0`,
    channelId,
    version: 0,
    publishedAt: new Date(0),
  };
  known.set(channelId, { policy, readAt: now.getTime() });
  return policy;
}

/** Publishes a new version of a channel's policy. Friends move as they are next looked at. */
export async function publishPolicy(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: StagePolicy,
): Promise<PublishedPolicy> {
  const { stages } = StagePolicy.parse(given);
  known.delete(channelId);
  const version = (await getPolicy(ctx, channelId)).version + 1;
  const published: PublishedPolicy = {
    _id: `${channelId}/${version}`,
    channelId,
    version,
    stages,
    publishedAt: ctx.clock.now(),
  };
  await StagePolicyModel.collection.insertOne(published as never).catch((error: unknown) => {
    throw isDuplicateKey(error)
      ? new ConflictError(`Version ${version} of the stage policy was published just now; look at it first.`)
      : error;
  });
  known.delete(channelId);
  return published;
}
