import { z } from 'zod';
import { nameActor } from '../access/index.js';
import { resolveChannel } from '../channels/index.js';
import { defineRoute } from '../edges.js';
import { calendars } from './calendars.js';
import type { Calendar } from './core/calendar.js';
import { HolidayCountry, HolidayFile } from './core/holidays.js';
import { deleteCalendar } from './delete-calendar.js';
import { lookAtMoment } from './look-at-moment.js';
import { loadHolidays } from './load-holidays.js';
import { saveCalendar } from './save-calendar.js';
import {
  DefinitionId,
  InChannel,
  MomentQuery,
  NewCalendar,
  NextCalendar,
  PresentedCalendar,
  PresentedMoment,
  VersionsQuery,
} from './schemas.js';
import type { Version } from '../infra/mongo/versions.js';

const tag = 'Calendars';
const params = z.object({ id: DefinitionId });

const present = ({ channelId, definitionId, version, definition, savedAt, savedBy }: Version<Calendar>) => ({
  id: definitionId,
  channelId,
  version,
  savedAt,
  savedBy: nameActor(savedBy),
  calendar: definition,
});

export const calendarRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/calendars',
    access: { scope: 'write' },
    summary: 'Save a calendar: when a team works, with holidays and days of its own',
    tag,
    status: 201,
    body: NewCalendar,
    response: PresentedCalendar,
    handle: async (ctx, { body: { channelId, calendar } }) =>
      present(await calendars.create(ctx, (await resolveChannel(ctx, channelId))._id, calendar)),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/calendars',
    access: { scope: 'read' },
    summary: 'List the calendars of a channel, each in its newest version',
    tag,
    query: InChannel,
    response: z.object({ calendars: z.array(PresentedCalendar) }),
    handle: async (ctx, { query: { channelId } }) => ({
      calendars: (await calendars.list((await resolveChannel(ctx, channelId))._id)).map(present),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/calendars/:id',
    access: { scope: 'read' },
    summary: 'Read the newest version of a calendar',
    tag,
    params,
    response: PresentedCalendar,
    handle: async (_ctx, { params: { id } }) => present(await calendars.get(id)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/calendars/:id',
    access: { scope: 'write' },
    summary: 'Put the next version of a calendar in force; `version` is the one that was edited',
    tag,
    params,
    body: NextCalendar,
    response: PresentedCalendar,
    handle: async (ctx, { params: { id }, body: { version, calendar } }) =>
      present(await saveCalendar(ctx, id, version, calendar)),
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/calendars/:id',
    access: { scope: 'write' },
    summary: 'Delete a calendar; refused while something goes by it, naming what',
    tag,
    params,
    status: 204,
    handle: async (ctx, { params: { id } }) => deleteCalendar(ctx, id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/calendars/:id/versions',
    access: { scope: 'read' },
    summary: 'The versions of a calendar as they were saved, newest first',
    tag,
    params,
    query: VersionsQuery,
    response: z.object({ versions: z.array(PresentedCalendar) }),
    handle: async (_ctx, { params: { id }, query: { limit } }) => {
      await calendars.get(id);
      return { versions: (await calendars.listVersions(id, limit)).map(present) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/calendars/:id/moment',
    access: { scope: 'read' },
    summary: 'Is it open at an instant, why, and when does it open and close next',
    tag,
    params,
    query: MomentQuery,
    response: PresentedMoment,
    handle: async (ctx, { params: { id }, query: { at } }) => lookAtMoment(ctx, id, at ?? ctx.clock.now()),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/holidays/:country',
    access: { scope: 'read' },
    summary: 'The holidays of a country as they are shipped: who says so, as of when, and what is not known yet',
    tag,
    params: z.object({ country: HolidayCountry }),
    response: HolidayFile,
    handle: async (_ctx, { params: { country } }) => (await loadHolidays()).get(country),
  }),
];
