import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { addDays } from '../shared/local-day.js';
import { countAreaTaps, listLineFigures } from './report-menu-taps.js';

const DAYS_MAX = 92;
const Day = z.iso.date({ error: 'must be a day such as 2026-03-01', abort: true });

const TapsQuery = z
  .strictObject({ channelId: ChannelId.optional(), from: Day, to: Day })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not be before from' })
  .refine(({ from, to }) => to < addDays(from, DAYS_MAX), {
    path: ['to'],
    error: `must be at most ${DAYS_MAX - 1} days after from`,
  });

const Place = { menu: z.string(), language: z.string() };
const PresentedArea = z.object({
  ...Place,
  area: z.number(),
  label: z.string().nullable(),
  action: z.record(z.string(), z.unknown()).nullable(),
  countedBy: z.enum(['postback', 'link', 'line']).nullable(),
  taps: z.number().nullable(),
  friends: z.number().nullable(),
  bots: z.number(),
  days: z.array(z.object({ day: z.string(), taps: z.number(), friends: z.number().nullable() })),
});
const PresentedFigures = z.object({
  ...Place,
  lineRichMenuId: z.string(),
  readAt: z.date(),
  isHidden: z.boolean(),
  impressions: z.number().nullable(),
  areas: z.array(z.object({ area: z.number().nullable(), taps: z.number() })),
  recent: z
    .object({
      from: z.string(),
      to: z.string(),
      impressions: z.number(),
      viewers: z.number(),
      areas: z.array(z.object({ area: z.number().nullable(), taps: z.number(), people: z.number() })),
    })
    .nullable(),
});

export const tapRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/rich-menus/taps',
    access: { scope: 'read' },
    summary:
      "Taps on each area of each menu, on days of the channel's zone. areas are our own figures: of postbacks the friends are known, of links everybody has the same one, so taps are known and friends are null, and messages, phone numbers and texts to copy are seen by LINE alone (taps null). line are LINE's figures of its own days, read daily, approximate, hidden below 20 people; the two are never mixed",
    tag: 'Rich menus',
    query: TapsQuery,
    response: z.object({ areas: z.array(PresentedArea), line: z.array(PresentedFigures) }),
    handle: async (ctx, { query: { channelId, ...days } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      const [areas, line] = await Promise.all([countAreaTaps(ctx, _id, days), listLineFigures(ctx, _id, days)]);
      return { areas, line };
    },
  }),
];
