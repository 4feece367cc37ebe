import { z } from 'zod';
import { errorFromAnswer, LineUnavailableError } from './errors.js';
import type { LineGateway, LineMenuDays, LineMenuSummary } from './gateway.js';
import type { Call } from './messaging-api.js';

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
const Metrics = z.object({ count: z.number(), uniqueUsers: z.number() });
const DayMetrics = Metrics.extend({ date: z.string() });

// Below 20 people who tapped, LINE gives nothing but the menu's id.
const Summary = z.object({
  impression: z.object({ metrics: Metrics }).optional(),
  clicks: z.array(z.object({ bounds: Bounds, metrics: Metrics })).optional(),
});
const Daily = z.object({
  impression: z.object({ metrics: z.array(DayMetrics) }).optional(),
  clicks: z.array(z.object({ bounds: Bounds, metrics: z.array(DayMetrics) })).optional(),
});

interface Access {
  apiBaseUrl: string;
  accessToken: string;
}

/** The part of the gateway that reads LINE's own figures of rich menus; the SDK does not wrap these endpoints. */
export const menuInsightOver = (
  access: Access,
  call: Call,
): Pick<LineGateway, 'getRichMenuSummary' | 'getRichMenuDays'> => ({
  getRichMenuSummary: (richMenuId, days) =>
    call(async () => readSummary(Summary.parse(await ask(access, richMenuId, 'summary', days)))),
  getRichMenuDays: (richMenuId, days) =>
    call(async () => readDays(Daily.parse(await ask(access, richMenuId, 'daily', days)))),
});

async function ask(
  { apiBaseUrl, accessToken }: Access,
  richMenuId: string,
  kind: 'summary' | 'daily',
  { from, to }: { from: string; to: string },
): Promise<unknown> {
  const url = new URL(`/v2/bot/insight/richmenu/${encodeURIComponent(richMenuId)}/${kind}`, apiBaseUrl);
  url.search = new URLSearchParams({ from: from.replaceAll('-', ''), to: to.replaceAll('-', '') }).toString();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  const body = await answer.text();
  if (!answer.ok)
    throw errorFromAnswer(answer.status, body, answer.headers.get('x-line-request-id') ?? undefined, undefined);
  try {
    return JSON.parse(body) as unknown;
  } catch (cause) {
    throw new LineUnavailableError(`LINE answered the ${kind} of a rich menu with no JSON.`, {}, { cause });
  }
}

function readSummary({ impression, clicks = [] }: z.infer<typeof Summary>): LineMenuSummary | null {
  if (!impression) return null;
  return { ...impression.metrics, areas: clicks.map(({ bounds, metrics }) => ({ bounds, ...metrics })) };
}

function readDays({ impression, clicks = [] }: z.infer<typeof Daily>): LineMenuDays | null {
  if (!impression) return null;
  return {
    impressions: impression.metrics.map(readDay),
    areas: clicks.map(({ bounds, metrics }) => ({ bounds, taps: metrics.map(readDay) })),
  };
}

/** LINE writes days as `YYYYMMDD`. */
const readDay = ({ date, count, uniqueUsers }: z.infer<typeof DayMetrics>) => ({
  day: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`,
  count,
  uniqueUsers,
});
