import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { newId } from '../infra/ids.js';
import { startOperation } from '../operations/index.js';
import { DEFAULT_SETTINGS, LifecycleSettings } from './core/settings.js';
import { MOVE_FRIENDS } from './operation-kinds.js';
import { LifecycleSettingsModel } from './settings.model.js';

const FRESH_MS = 1_000;
const settings = remembered<LifecycleSettings>(FRESH_MS, async (channelId) => {
  const found = await LifecycleSettingsModel.findById(channelId, { _id: 0, unmovedBy: 0 }).lean();
  return found ?? DEFAULT_SETTINGS;
});

/** The lifecycle settings of a channel, or the default ones. Remembered for a second. */
export const getLifecycleSettings = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<LifecycleSettings> =>
  settings.get(ctx.clock, channelId);

/** Lets this process see changed settings at once; others see them within a second. */
export const forgetLifecycleSettings = (channelId: string): void => settings.forget(channelId);

type Needs = Pick<Context, 'actor' | 'clock' | 'wake'>;

/** Sets a channel's lifecycle settings and starts to look at all friends again. */
export async function setLifecycleSettings(
  ctx: Needs,
  channelId: string,
  given: LifecycleSettings,
): Promise<{ settings: LifecycleSettings; operationId: string }> {
  const wanted = LifecycleSettings.parse(given);
  const unmovedBy = `${MOVE_FRIENDS}/${channelId}/settings/${newId()}`;
  await LifecycleSettingsModel.updateOne({ _id: channelId }, { $set: { ...wanted, unmovedBy } }, { upsert: true });
  settings.forget(channelId);
  return { settings: wanted, operationId: await startMoving(ctx, channelId, unmovedBy) };
}

async function startMoving(ctx: Needs, channelId: string, cause: string): Promise<string> {
  const operation = await startOperation(ctx, { cause, channelId, kind: MOVE_FRIENDS, input: { reason: 'policy' } });
  await LifecycleSettingsModel.updateOne({ _id: channelId, unmovedBy: cause }, { $set: { unmovedBy: null } });
  return operation._id;
}

const SWEEP_MAX = 100;

/** Starts to look at all friends again for settings that were stored by a process that died before it did. */
export async function sweepUnmovedSettings(ctx: Needs): Promise<void> {
  const unmoved = await LifecycleSettingsModel.find({ unmovedBy: { $gt: '' } })
    .limit(SWEEP_MAX)
    .lean();
  for (const { _id, unmovedBy } of unmoved) if (unmovedBy) await startMoving(ctx, _id, unmovedBy);
}
