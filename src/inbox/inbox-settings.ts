import { requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { requireCalendars } from '../hours/index.js';
import { remembered } from '../infra/remembered.js';
import { findIcon } from '../media/index.js';
import { requireTemplates } from '../messages/index.js';
import { InboxSettings } from './core/settings.js';
import { inboxHoursChanged } from './events.js';
import { InboxSettingsModel } from './settings.model.js';

const FRESH_MS = 1_000;
const settings = remembered<InboxSettings>(FRESH_MS, async (channelId) => {
  const { _id, ...stored } = (await InboxSettingsModel.findById(channelId).lean()) ?? { _id: channelId };
  return InboxSettings.parse(stored);
});

/** How the inbox of a channel works, as it is for at most a second. */
export const getInboxSettings = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<InboxSettings> =>
  settings.get(ctx.clock, channelId);

/** Replaces them; InvalidInputError naming a template, calendar or team that there is not. */
export async function putInboxSettings(
  ctx: Pick<Context, 'baseUrl' | 'clock' | 'templates' | 'publish'>,
  channelId: string,
  given: InboxSettings,
): Promise<InboxSettings> {
  const wanted = InboxSettings.parse(given);
  const { handOver, hours } = wanted;
  requireTemplates(
    ctx.templates,
    [handOver.template, hours.outOfHours?.template].filter((name) => typeof name === 'string'),
  );
  const ofTeams = hours.teams.map(({ calendarId }) => calendarId);
  await requireCalendars(channelId, hours.calendarId === null ? ofTeams : [hours.calendarId, ...ofTeams]);
  for (const { teamId } of hours.teams) await requireTeam(teamId, 'hours.teams');
  for (const [id, pictureId] of Object.entries(wanted.agentIcons)) {
    if ((await findIcon(ctx, channelId, pictureId)) !== null) continue;
    throw new InvalidInputError(
      'invalid_input',
      `agentIcons.${id} is ${pictureId}; it must be a square PNG picture of this channel, of at most 1 MB.`,
    );
  }
  await InboxSettingsModel.updateOne({ _id: channelId }, { $set: wanted }, { upsert: true });
  settings.forget(channelId);
  const changedAt = ctx.clock.now();
  const said = inboxHoursChanged.of({}, changedAt);
  await ctx.publish([{ ...said, id: `inboxHours/${channelId}:${changedAt.getTime()}`, channelId, friendId: null }]);
  return wanted;
}
