import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { startOperation } from '../operations/index.js';
import { DEFAULT_SETTINGS, LifecycleSettings } from './core/settings.js';
import { MOVE_FRIENDS } from './operation-kinds.js';
import { LifecycleSettingsModel } from './settings.model.js';

const FRESH_MS = 1_000;
const settings = remembered<LifecycleSettings>(FRESH_MS, async (channelId) => {
  const found = await LifecycleSettingsModel.findById(channelId, { _id: 0 }).lean();
  return found ?? DEFAULT_SETTINGS;
});

/** The lifecycle settings of a channel, or the default ones. Remembered for a second. */
export const getLifecycleSettings = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<LifecycleSettings> =>
  settings.get(ctx.clock, channelId);

/** Lets this process see changed settings at once; others see them within a second. */
export const forgetLifecycleSettings = (channelId: string): void => settings.forget(channelId);

/** Sets a channel's lifecycle settings and starts to look at all friends again. */
export async function setLifecycleSettings(
  ctx: Pick<Context, 'actor' | 'clock' | 'wake'>,
  channelId: string,
  given: LifecycleSettings,
): Promise<{ settings: LifecycleSettings; operationId: string }> {
  const wanted = LifecycleSettings.parse(given);
  await LifecycleSettingsModel.updateOne({ _id: channelId }, { $set: wanted }, { upsert: true });
  settings.forget(channelId);
  const operation = await startOperation(ctx, { channelId, kind: MOVE_FRIENDS, input: { reason: 'policy' } });
  return { settings: wanted, operationId: operation._id };
}
