import { defineListener } from '../edges.js';
import { calendarSaved } from '../hours/index.js';
import { checkServiceAt, inboxHoursChanged } from '../inbox/index.js';
import type { EventDefinition } from '../infra/announcements/event.js';

/** By then every process has forgotten the calendars and settings of before. */
const SEEN_BY_ALL_MS = 2_000;

const changesHours = [calendarSaved, inboxHoursChanged] as unknown as EventDefinition<unknown>[];

export const listeners = [
  defineListener({
    id: 'service.hours-changed',
    on: changesHours,
    handle: (ctx, { channelId }) => checkServiceAt(channelId, new Date(ctx.clock.now().getTime() + SEEN_BY_ALL_MS)),
  }),
];
