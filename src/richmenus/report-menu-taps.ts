import { countMenuTaps } from '../activity/index.js';
import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { isTrackable } from '../links/core/destinations.js';
import { addDays, atLocalTime } from '../shared/local-day.js';
import { buildRichMenuObject, type RichMenuObject } from './core/definition.js';
import { countedBy } from './core/mark-areas.js';
import { MenuFiguresModel, type MenuFigures } from './menu-figures.model.js';
import { MenuLinkDayModel } from './menu-link.model.js';

type Needs = Pick<Context, 'richMenus' | 'menuLinkBase'>;

/** Days `YYYY-MM-DD` in the channel's zone, both within. */
export interface Days {
  from: string;
  to: string;
}

/** Taps on one area. */
export interface AreaTaps {
  menu: string;
  language: string;
  area: number;
  /** As the area is now; null when the menu no longer has it. */
  label: string | null;
  action: object | null;
  /** How taps are seen: `postback` by friends that we know, `link` by somebody, `line` by LINE alone. */
  countedBy: 'postback' | 'link' | 'line' | null;
  taps: number | null;
  /** Different friends who tapped; null where nobody knows who it was. */
  friends: number | null;
  /** Openings by previews and other programs; in no other figure. */
  bots: number;
  days: { day: string; taps: number; friends: number | null }[];
}

/** What was tapped in the menus of a channel, by our own counting: every area that there is, and those of before that were tapped. */
export async function countAreaTaps(ctx: Needs, channelId: string, { from, to }: Days): Promise<AreaTaps[]> {
  const timeZone = await getTimeZone(channelId);
  const [tapped, opened] = await Promise.all([
    countMenuTaps(channelId, {
      from: atLocalTime(from, '00:00', timeZone),
      until: atLocalTime(addDays(to, 1), '00:00', timeZone),
      timeZone,
    }),
    MenuLinkDayModel.find({ channelId, day: { $gte: from, $lte: to } }).lean(),
  ]);
  const areas = new Map(listAreas(ctx).map((area) => [keyOf(area), area]));
  const areaOf = (place: { menu: string; language: string; area: number }) => {
    const known = areas.get(keyOf(place));
    if (known) return known;
    const { menu, language, area } = place;
    const gone: AreaTaps = { ...EMPTY, days: [], menu, language, area };
    areas.set(keyOf(place), gone);
    return gone;
  };
  for (const { day, taps, friends, ...place } of tapped) {
    const area = areaOf(place);
    if (day !== null) addTo(area, { day, taps, friends });
    else [area.taps, area.friends] = [(area.taps ?? 0) + taps, friends];
  }
  for (const { day, taps, botTaps, ...place } of opened) {
    const area = areaOf(place);
    area.taps = (area.taps ?? 0) + taps;
    area.bots += botTaps;
    if (taps > 0) addTo(area, { day, taps, friends: null });
  }
  return [...areas.values()]
    .map((area) => ({ ...area, days: area.days.toSorted((one, other) => (one.day < other.day ? -1 : 1)) }))
    .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function addTo({ days }: AreaTaps, { day, taps, friends }: AreaTaps['days'][number]): void {
  const known = days.find((one) => one.day === day);
  if (!known) days.push({ day, taps, friends });
  else [known.taps, known.friends] = [known.taps + taps, known.friends ?? friends];
}

const keyOf = ({ menu, language, area }: { menu: string; language: string; area: number }) =>
  `${menu}/${language}/${String(area).padStart(2, '0')}`;

const EMPTY = { label: null, action: null, countedBy: null, taps: 0, friends: null, bots: 0 } as const;

function listAreas({ richMenus, menuLinkBase }: Needs): AreaTaps[] {
  const ownOrigin = menuLinkBase === null ? null : new URL(menuLinkBase).origin;
  return [...richMenus.values()].flatMap(({ definition }) =>
    definition.languages.flatMap((language) =>
      buildRichMenuObject(definition, language).areas.map(({ action }, area): AreaTaps => {
        const isTracked = ownOrigin !== null && action.type === 'uri' && isTrackable(action.uri, ownOrigin);
        const by = countedBy(action, isTracked);
        return {
          menu: definition.name,
          language,
          area,
          label: action.label ?? null,
          action,
          countedBy: by,
          taps: by === 'line' ? null : 0,
          friends: by === 'postback' ? 0 : null,
          bots: 0,
          days: [],
        };
      }),
    ),
  );
}

/** LINE's own figures of one menu on LINE. `area` is null for one that the menu has no longer. */
export interface LineFigures {
  menu: string;
  language: string;
  lineRichMenuId: string;
  readAt: Date;
  /** LINE shows nothing below 20 people who tapped. */
  isHidden: boolean;
  impressions: number | null;
  areas: { area: number | null; taps: number }[];
  /** Of the last 28 days, with about how many people they are; null while hidden. */
  recent: {
    from: string;
    to: string;
    impressions: number;
    viewers: number;
    areas: { area: number | null; taps: number; people: number }[];
  } | null;
}

/** What LINE counted of the menus of a channel on these days of LINE's own zone. */
export async function listLineFigures(ctx: Needs, channelId: string, days: Days): Promise<LineFigures[]> {
  const figures = await MenuFiguresModel.find({ channelId })
    .sort({ menu: 1, language: 1, readAt: -1 })
    .limit(1_000)
    .lean();
  return figures.map((one) => presentFigures(ctx, one, days));
}

function presentFigures(ctx: Needs, figures: MenuFigures, { from, to }: Days): LineFigures {
  const { _id: lineRichMenuId, menu, language, readAt, days, recent } = figures;
  const bounds = boundsOf(ctx, menu);
  const areaOf = (where: object) => {
    const found = bounds.findIndex((one) => isSameBounds(one, where as Bounds));
    return found === -1 ? null : found;
  };
  const sum = (counted: { day: string; count: number }[]) =>
    counted.reduce((total, { day, count }) => (day >= from && day <= to ? total + count : total), 0);
  return {
    menu,
    language,
    lineRichMenuId,
    readAt,
    isHidden: days === null,
    impressions: days && sum(days.impressions),
    areas: (days?.areas ?? []).map((one) => ({ area: areaOf(one.bounds), taps: sum(one.taps) })),
    recent: recent.figures && {
      from: recent.from,
      to: recent.to,
      impressions: recent.figures.count,
      viewers: recent.figures.uniqueUsers,
      areas: recent.figures.areas.map((one) => ({
        area: areaOf(one.bounds),
        taps: one.count,
        people: one.uniqueUsers,
      })),
    },
  };
}

type Bounds = RichMenuObject['areas'][number]['bounds'];

const boundsOf = ({ richMenus }: Pick<Needs, 'richMenus'>, menu: string): Bounds[] =>
  (richMenus.get(menu)?.definition.areas ?? []).map(({ bounds }) => bounds);

const isSameBounds = (one: Bounds, other: Bounds) =>
  one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
