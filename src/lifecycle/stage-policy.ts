import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { remembered } from '../infra/remembered.js';
import { startOperation } from '../operations/index.js';
import { checkPolicy } from './check-policy.js';
import { DEFAULT_POLICY, StagePolicy } from './core/policy.js';
import { decidePublication, decideRollback } from './core/publication.js';
import { MOVE_FRIENDS } from './operation-kinds.js';
import { StagePolicyModel, type PublishedPolicy } from './stage-policy.model.js';

const FRESH_MS = 1_000;
const policies = remembered<PublishedPolicy>(FRESH_MS, async (channelId) => {
  const newest = await StagePolicyModel.findOne({ channelId }).sort({ version: -1 }).lean();
  return newest ?? firstPolicy(channelId);
});

const firstPolicy = (channelId: string): PublishedPolicy => ({
  ...DEFAULT_POLICY,
  _id: `${channelId}/0`,
  channelId,
  version: 0,
  publishedAt: new Date(0),
});

/** The policy in force in a channel: the newest version, or the default as version 0. Remembered for a second. */
export const getPolicy = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<PublishedPolicy> =>
  policies.get(ctx.clock, channelId);

/** Lets this process see a published policy at once; others see it within a second. */
export const forgetPolicy = (channelId: string): void => policies.forget(channelId);

type Needs = Pick<Context, 'actor' | 'clock' | 'listNames' | 'wake'>;

/** A policy as published, and the operation that moves the friends. */
export interface Publication {
  policy: PublishedPolicy;
  operationId: string;
}

/** Publishes a new version of a channel's policy and starts to move its friends. */
export async function publishPolicy(ctx: Needs, channelId: string, given: StagePolicy): Promise<Publication> {
  const policy = StagePolicy.parse(given);
  await checkPolicy(ctx, channelId, policy);
  return publish(ctx, channelId, policy);
}

/** Publishes the stages of an older version as a new one. Friends and history of stages renamed since stay with them. */
export async function rollBackPolicy(
  ctx: Needs & Pick<Context, 'caller'>,
  channelId: string,
  version: number,
): Promise<Publication> {
  const older =
    version === 0 ? firstPolicy(channelId) : await StagePolicyModel.findById(`${channelId}/${version}`).lean();
  if (!older) throw new NotFoundError('version of the stage policy', String(version));
  forgetPolicy(channelId);
  const present = await getPolicy(ctx, channelId);
  if (present.version === version)
    throw new ConflictError(`Version ${version} of the stage policy is in force already.`);
  const publication = await publish(ctx, channelId, decideRollback(present, older, version), version);
  ctx.caller.noteChange({ before: stagesOf(present), after: stagesOf(publication.policy) });
  return publication;
}

const stagesOf = ({ version, stages }: PublishedPolicy) => ({ version, stages });

async function publish(ctx: Needs, channelId: string, wanted: StagePolicy, rollbackOf?: number): Promise<Publication> {
  forgetPolicy(channelId);
  const previous = await getPolicy(ctx, channelId);
  const version = previous.version + 1;
  const policy: PublishedPolicy = {
    ...decidePublication(previous, wanted, version),
    _id: `${channelId}/${version}`,
    channelId,
    version,
    publishedAt: ctx.clock.now(),
    unmovedBy: `${MOVE_FRIENDS}/${channelId}/${version}`,
    ...(rollbackOf === undefined ? {} : { rollbackOf }),
  };
  await StagePolicyModel.collection.insertOne(policy as never).catch((error: unknown) => {
    throw isDuplicateKey(error)
      ? new ConflictError(`Version ${version} of the stage policy was published just now; look at it first.`)
      : error;
  });
  forgetPolicy(channelId);
  return { policy, operationId: await startMoving(ctx, policy) };
}

async function startMoving(ctx: Needs, { _id, channelId, version, unmovedBy }: PublishedPolicy): Promise<string> {
  const operation = await startOperation(ctx, {
    ...(unmovedBy ? { cause: unmovedBy } : {}),
    channelId,
    kind: MOVE_FRIENDS,
    input: { reason: 'published', version },
  });
  await StagePolicyModel.updateOne({ _id }, { $set: { unmovedBy: null } });
  return operation._id;
}

const SWEEP_MAX = 100;

/** Starts to move the friends for policies that were published by a process that died before it did. */
export async function sweepUnmovedPolicies(ctx: Needs): Promise<void> {
  const unmoved = await StagePolicyModel.find({ unmovedBy: { $gt: '' } })
    .limit(SWEEP_MAX)
    .lean();
  for (const policy of unmoved) await startMoving(ctx, policy);
}

/** The versions of a channel's policy, newest first, down to the one that it started with. */
export async function listPolicyVersions(channelId: string, limit: number): Promise<PublishedPolicy[]> {
  const published = await StagePolicyModel.find({ channelId }).sort({ version: -1 }).limit(limit).lean();
  return published.length < limit ? [...published, firstPolicy(channelId)] : published;
}
