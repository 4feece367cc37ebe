import type { Context } from '../context.js';
import { findHours, type HoursInForce } from '../hours/index.js';
import type { Conversation } from './conversation.model.js';
import { calendarOfTeam } from './core/settings.js';
import { getInboxSettings } from './inbox-settings.js';

type Needs = Pick<Context, 'clock'>;
type OfTeam = Pick<Conversation, 'channelId' | 'teamId'>;

/** When whoever a conversation is with works: by the calendar of its team, else by that of its channel; null without one. */
export async function findOpenHours(ctx: Needs, conversation: OfTeam): Promise<HoursInForce | null> {
  const settings = await getInboxSettings(ctx, conversation.channelId);
  const calendarId = calendarOfTeam(settings, conversation.teamId) ?? settings.hours.calendarId;
  return calendarId === null ? null : findHours(ctx, calendarId);
}
