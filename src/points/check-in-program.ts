import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { CheckInProgram, DEFAULT_CHECK_IN } from './core/check-in.js';
import { CheckInProgramModel } from './point.model.js';

const FRESH_MS = 1_000;

const programs = remembered<CheckInProgram>(FRESH_MS, async (channelId) => {
  const found = await CheckInProgramModel.findById(channelId, { _id: 0 }).lean();
  return found ?? DEFAULT_CHECK_IN;
});

/** What a channel gives for checking in, or the default that is switched off. Remembered for a second. */
export const getCheckInProgram = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<CheckInProgram> =>
  programs.get(ctx.clock, channelId);

/** Sets what a channel gives from now on; streaks go on. */
export async function setCheckInProgram(channelId: string, given: CheckInProgram): Promise<CheckInProgram> {
  const wanted = CheckInProgram.parse(given);
  await CheckInProgramModel.updateOne({ _id: channelId }, { $set: wanted }, { upsert: true });
  programs.forget(channelId);
  return wanted;
}
