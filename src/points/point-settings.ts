import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { DEFAULT_POINT_SETTINGS, PointSettings } from './core/settings.js';
import { PointAccountModel, PointSettingsModel } from './point.model.js';

const FRESH_MS = 1_000;
const ZONE_FRESH_MS = 5_000;

const settings = remembered<PointSettings>(FRESH_MS, async (channelId) => {
  const found = await PointSettingsModel.findById(channelId, { _id: 0 }).lean();
  return found ?? DEFAULT_POINT_SETTINGS;
});
const timeZones = remembered<string>(ZONE_FRESH_MS, getTimeZone);

/** How points of a channel end, or the default. Remembered for a second. */
export const getPointSettings = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<PointSettings> =>
  settings.get(ctx.clock, channelId);

/** The zone in which a channel counts its days, remembered for five seconds. */
export const getChannelZone = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<string> =>
  timeZones.get(ctx.clock, channelId);

/**
 * Sets how points of a channel end: those that are earned from now on. Who was not told yet that points expire is told by
 * the new number of days.
 */
export async function setPointSettings(
  ctx: Pick<Context, 'clock'>,
  channelId: string,
  given: PointSettings,
): Promise<PointSettings> {
  const wanted = PointSettings.parse(given);
  const before = await PointSettingsModel.findOneAndUpdate(
    { _id: channelId },
    { $set: wanted },
    { upsert: true, returnDocument: 'before' },
  ).lean();
  settings.forget(channelId);
  if ((before?.warnDays ?? null) !== wanted.warnDays) {
    const due = new Date(ctx.clock.now().getTime() + KNOWN_EVERYWHERE_MS);
    await PointAccountModel.updateMany({ channelId, checkAt: { $ne: null } }, { $set: { checkAt: due } });
  }
  return wanted;
}

const KNOWN_EVERYWHERE_MS = 2_000; // other processes go by the former settings for up to a second
