import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { requireTemplates } from '../messages/index.js';
import { InboxSettings } from './core/settings.js';
import { InboxSettingsModel } from './settings.model.js';

const FRESH_MS = 1_000;
const settings = remembered<InboxSettings>(FRESH_MS, async (channelId) => {
  const { _id, ...stored } = (await InboxSettingsModel.findById(channelId).lean()) ?? { _id: channelId };
  return InboxSettings.parse(stored);
});

/** How the inbox of a channel works, as it is for at most a second. */
export const getInboxSettings = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<InboxSettings> =>
  settings.get(ctx.clock, channelId);

/** Replaces them. */
export async function putInboxSettings(
  ctx: Pick<Context, 'clock' | 'templates'>,
  channelId: string,
  given: InboxSettings,
): Promise<InboxSettings> {
  const wanted = InboxSettings.parse(given);
  if (wanted.handOver.template !== null) requireTemplates(ctx.templates, [wanted.handOver.template]);
  await InboxSettingsModel.updateOne({ _id: channelId }, { $set: wanted }, { upsert: true });
  settings.forget(channelId);
  return wanted;
}
