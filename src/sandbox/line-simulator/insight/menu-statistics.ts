import { invalidParameter, notFound } from '../http/line-error.js';
import { type Answer, type ChannelCall, ok } from '../http/route.js';
import { isObject, type JsonObject } from '../json.js';
import { DAY_MS, STATISTICS_SHOWN_MIN } from '../limits.js';
import { dayOf, startOfDay } from '../sending/calendar.js';
import type { Simulator } from '../simulator.js';
import type { MenuTaps, StoredRichMenu } from '../world/rich-menu.js';

const SUMMARY_DAYS_MAX = 396;
const DAILY_DAYS_MAX = 99;
const YEARS_KEPT = 3;

/** A menu's figures over the whole period; fewer than twenty people who tapped: nothing but the menu's ID. */
export function menuSummary(sim: Simulator, call: ChannelCall): Answer {
  const { menu, days } = readPeriod(sim, call, SUMMARY_DAYS_MAX);
  const { richMenuId } = menu;
  if (!isShown(menu, days)) return ok({ richMenuId });
  return ok({
    richMenuId,
    ...covering(days),
    impression: { metrics: metricsOf(allTaps(menu, days)) },
    clicks: areasOf(menu).map(({ bounds, area }) => ({ bounds, metrics: metricsOf(tapsOf(menu, days, area)) })),
  });
}

/** The same, day by day. */
export function menuDays(sim: Simulator, call: ChannelCall): Answer {
  const { menu, days } = readPeriod(sim, call, DAILY_DAYS_MAX);
  const { richMenuId } = menu;
  if (!isShown(menu, days)) return ok({ richMenuId });
  const daily = (taps: (day: string) => MenuTaps[]) => days.map((date) => ({ date, ...metricsOf(taps(date)) }));
  return ok({
    richMenuId,
    ...covering(days),
    impression: { metrics: daily((day) => allTaps(menu, [day])) },
    clicks: areasOf(menu).map(({ bounds, area }) => ({
      bounds,
      metrics: daily((day) => tapsOf(menu, [day], area)),
    })),
  });
}

function readPeriod(
  sim: Simulator,
  { bot, params, query }: ChannelCall,
  daysMax: number,
): { menu: StoredRichMenu; days: string[] } {
  const [from, to] = ['from', 'to'].map((name) => {
    const start = startOfDay(query.get(name) ?? '');
    if (start === undefined) throw invalidParameter(name);
    return start;
  }) as [number, number];
  if (to < from || to > from + daysMax * DAY_MS) throw invalidParameter('to');
  if (from < sim.clock.now() - YEARS_KEPT * 366 * DAY_MS) throw invalidParameter('from');
  const menu = bot.richMenus.get(params['richMenuId'] ?? '');
  if (!menu) throw notFound();
  const days: string[] = [];
  for (let at = from; at <= to; at += DAY_MS) days.push(dayOf(at));
  return { menu, days };
}

const covering = (days: string[]) => ({ metricsFrom: days[0], metricsTo: days.at(-1) });

const isShown = (menu: StoredRichMenu, days: string[]) =>
  metricsOf(allTaps(menu, days)).uniqueUsers >= STATISTICS_SHOWN_MIN;

/** Who taps a menu has seen it, and nobody else looks: impressions are invented so. */
const allTaps = (menu: StoredRichMenu, days: string[]): MenuTaps[] =>
  days.flatMap((day) => [...(menu.taps.get(day)?.values() ?? [])]);

const tapsOf = (menu: StoredRichMenu, days: string[], area: number): MenuTaps[] =>
  days.flatMap((day) => menu.taps.get(day)?.get(area) ?? []);

function metricsOf(taps: MenuTaps[]): { count: number; uniqueUsers: number } {
  return {
    count: taps.reduce((sum, { count }) => sum + count, 0),
    uniqueUsers: new Set(taps.flatMap(({ people }) => [...people])).size,
  };
}

function areasOf({ object }: StoredRichMenu): { bounds: JsonObject; area: number }[] {
  const areas: unknown[] = Array.isArray(object['areas']) ? object['areas'] : [];
  return areas.flatMap((given, area) =>
    isObject(given) && isObject(given['bounds']) ? [{ bounds: given['bounds'], area }] : [],
  );
}
