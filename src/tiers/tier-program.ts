import { getTimeZone, requireUnused } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { remembered } from '../infra/remembered.js';
import { startOperation } from '../operations/index.js';
import type { TierCriteria } from './core/decide-tier.js';
import { TierProgram } from './core/program.js';
import { TierProgramModel, type StoredTierProgram } from './tier-program.model.js';

export const MOVE_TIERS = 'tiers.move';

const FRESH_MS = 1_000;
const ZONE_FRESH_MS = 5_000;
const programs = remembered<StoredTierProgram | null>(FRESH_MS, (channelId) =>
  TierProgramModel.findOne({ channelId }).sort({ version: -1 }).lean(),
);
const timeZones = remembered<string>(ZONE_FRESH_MS, getTimeZone);

/** The program in force in a channel, its newest version; null before the first. Remembered for a second. */
export const getTierProgram = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<StoredTierProgram | null> =>
  programs.get(ctx.clock, channelId);

/** Lets this process see a new program at once; others see it within a second. */
export const forgetTierProgram = (channelId: string): void => programs.forget(channelId);

/** What friends of a channel are judged by, by its own program or by another; null without one. */
export async function getTierCriteria(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  wanted?: TierProgram,
): Promise<TierCriteria | null> {
  const present = await getTierProgram(ctx, channelId);
  const program = wanted ?? present;
  if (!program) return null;
  const version = (present?.version ?? 0) + (wanted ? 1 : 0);
  return { program, version, timeZone: await timeZones.get(ctx.clock, channelId) };
}

type Needs = Pick<Context, 'actor' | 'clock' | 'wake'>;

/**
 * Puts a new version of a channel's program in force and starts to look at all friends again. ConflictError when a rule
 * speaks of a tier that it leaves out.
 */
export async function publishTierProgram(
  ctx: Needs & Pick<Context, 'findReferences'>,
  channelId: string,
  given: TierProgram,
): Promise<{ program: StoredTierProgram; operationId: string }> {
  const wanted = TierProgram.parse(given);
  forgetTierProgram(channelId);
  const present = await getTierProgram(ctx, channelId);
  for (const { key } of present?.tiers ?? [])
    if (!wanted.tiers.some((one) => one.key === key))
      requireUnused(
        `Tier ${key} cannot be left out: it`,
        await ctx.findReferences(channelId, { kind: 'tier', id: key }),
      );
  const version = (present?.version ?? 0) + 1;
  const program: StoredTierProgram = {
    ...wanted,
    _id: `${channelId}/${version}`,
    channelId,
    version,
    publishedAt: ctx.clock.now(),
    unmovedBy: `${MOVE_TIERS}/${channelId}/${version}`,
  };
  await TierProgramModel.collection.insertOne(program as never).catch((error: unknown) => {
    throw isDuplicateKey(error)
      ? new ConflictError(`Version ${version} of the tier program was published just now; look at it first.`)
      : error;
  });
  forgetTierProgram(channelId);
  return { program, operationId: await startMoving(ctx, program) };
}

async function startMoving(ctx: Needs, { _id, channelId, version, unmovedBy }: StoredTierProgram): Promise<string> {
  const operation = await startOperation(ctx, {
    ...(unmovedBy ? { cause: unmovedBy } : {}),
    channelId,
    kind: MOVE_TIERS,
    input: { version },
  });
  await TierProgramModel.updateOne({ _id }, { $set: { unmovedBy: null } });
  return operation._id;
}

const SWEEP_MAX = 100;

/** Starts to look at the friends for programs that were stored by a process that died before it did. */
export async function sweepUnmovedPrograms(ctx: Needs): Promise<void> {
  const unmoved = await TierProgramModel.find({ unmovedBy: { $gt: '' } })
    .limit(SWEEP_MAX)
    .lean();
  for (const program of unmoved) await startMoving(ctx, program);
}

/** The versions of a channel's program, newest first. */
export async function listTierPrograms(channelId: string, limit: number): Promise<StoredTierProgram[]> {
  return TierProgramModel.find({ channelId }).sort({ version: -1 }).limit(limit).lean();
}
