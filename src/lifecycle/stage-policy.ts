import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { remembered } from '../infra/remembered.js';
import { DEFAULT_POLICY, StagePolicy } from './core/policy.js';
import { StagePolicyModel, type PublishedPolicy } from './stage-policy.model.js';

const FRESH_MS = 1_000;
const policies = remembered<PublishedPolicy>(FRESH_MS, async (channelId) => {
  const newest = await StagePolicyModel.findOne({ channelId }).sort({ version: -1 }).lean();
  return newest ?? { ...DEFAULT_POLICY, _id: `${channelId}/0`, channelId, version: 0, publishedAt: new Date(0) };
});

/** The policy in force in a channel: the newest version, or the default as version 0. Remembered for a second. */
export const getPolicy = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<PublishedPolicy> =>
  policies.get(ctx.clock, channelId);

/** Publishes a new version of a channel's policy. Friends move as they are next looked at. */
export async function publishPolicy(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: StagePolicy,
): Promise<PublishedPolicy> {
  const { stages } = StagePolicy.parse(given);
  policies.forget(channelId);
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
  policies.forget(channelId);
  return published;
}
