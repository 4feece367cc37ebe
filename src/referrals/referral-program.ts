import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { NO_PROGRAM, ReferralProgram } from './core/program.js';
import { ReferralProgramModel } from './referral.model.js';

const FRESH_MS = 1_000;
const programs = remembered<ReferralProgram>(FRESH_MS, async (channelId) => {
  const found = await ReferralProgramModel.findById(channelId, { _id: 0, updatedAt: 0 }).lean();
  return found ?? NO_PROGRAM;
});

/** What a channel gives for bringing friends. Remembered for a second. */
export const getReferralProgram = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<ReferralProgram> =>
  programs.get(ctx.clock, channelId);

/** Sets what a channel gives from now on; what was given stays. */
export async function putReferralProgram(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: ReferralProgram,
): Promise<ReferralProgram> {
  const program = ReferralProgram.parse(given);
  await ReferralProgramModel.updateOne(
    { _id: channelId },
    { $set: { ...program, updatedAt: ctx.clock.now() } },
    { upsert: true },
  );
  programs.forget(channelId);
  return program;
}
