import { assertNever } from '../../shared/assert-never.js';
import { beginTally, type Figures, type Tally } from './figures.js';
import { ALL, loadOf, type Load } from './load.js';
import { rowsIn, type Columns } from './columns.js';
import type { Row } from './row.js';

export const GROUPINGS = ['nothing', 'agent', 'team', 'label', 'hour', 'day', 'channel'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Which rows count; what is absent leaves nothing out. `none` among agents, teams and labels is who or what has none. */
export interface Filters {
  agents?: string[] | undefined;
  teams?: string[] | undefined;
  labels?: string[] | undefined;
  hours?: number[] | undefined;
}

/** A day of a channel, with what a report counts of it. */
export interface Day {
  channelId: string;
  day: string;
  columns: Columns;
  /** Places of rows that do not count. */
  dropped?: ReadonlySet<number>;
  loads: readonly Load[];
  /** Milliseconds of it that are over. */
  coveredMs: number;
}

type CoveredDay = Omit<Day, 'columns' | 'dropped'>;

/** How many conversations were open at once. */
export interface LoadFigures {
  average: number;
  highest: number;
}

export interface ReportRow extends Figures {
  /** What it is of; null for who or what has none, and for the whole. */
  key: string | null;
  /** Null where it is of no whole: by label or hour, or of rows that are filtered by more than an agent or a team. */
  load: LoadFigures | null;
}

/** Among filters: who or what has none. */
export const NONE = 'none';

/** Which rows count under filters. */
export function wantedBy({ agents, teams, labels, hours }: Filters): (row: Row) => boolean {
  const oneOf = (wanted: string[]) => (one: string | null) => wanted.includes(one ?? NONE);
  const checks: ((row: Row) => boolean)[] = [];
  if (agents) checks.push(({ agentId }) => oneOf(agents)(agentId));
  if (teams) checks.push(({ teamId }) => oneOf(teams)(teamId));
  if (labels) checks.push((row) => (row.labels.length === 0 ? [null] : row.labels).some(oneOf(labels)));
  if (hours) checks.push(({ hour }) => hours.includes(hour));
  return (row) => checks.every((isMet) => isMet(row));
}

/** A report that is made of days that come one after the other. */
export interface Reporting {
  add(day: Day): void;
  report(): { rows: ReportRow[]; total: ReportRow };
}

/**
 * Begins a report: a row for each agent, team, label, hour, day or channel, and one for all. What has two labels counts under
 * both, and once in the whole. `sees` says which rows the reader may see; load, which is of whole agents and teams, is told
 * to who sees everything.
 */
export function beginReport(
  by: Grouping,
  filters: Filters,
  sees: (row: Pick<Row, 'agentId' | 'teamId'>) => boolean,
  seesAll: boolean,
): Reporting {
  const groups = new Map<string | null, Tally>();
  const whole = beginTally();
  const days: CoveredDay[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (conversationId: string): number => {
    const known = numbers.get(conversationId);
    if (known !== undefined) return known;
    numbers.set(conversationId, numbers.size);
    return numbers.size - 1;
  };
  const isWanted = wantedBy(filters);
  const tallyOf = (key: string | null): Tally => {
    const known = groups.get(key);
    if (known) return known;
    const tally = beginTally();
    groups.set(key, tally);
    return tally;
  };
  const loadFor = (key: string | null, grouping: Grouping) => {
    const whose = loadKey(key, grouping, filters);
    if (whose === null || !seesAll) return null;
    return loadIn(
      days.filter((day) => isOf(day, key, grouping)),
      whose,
    );
  };
  return {
    add({ columns, dropped, ...day }) {
      days.push(day);
      const numbered = columns.conversations.map(numberOf);
      for (const row of rowsIn(columns, dropped)) {
        if (!isWanted(row) || !sees(row)) continue;
        const conversation = numbered[row.conversation] ?? 0;
        whole.add(row, conversation);
        for (const key of keysOf(row, by, day)) tallyOf(key).add(row, conversation);
      }
    },
    report() {
      const keys = [...groups.keys()].toSorted((one, other) => compareKeys(one, other));
      return {
        rows: keys.map((key) => ({ key, ...tallyOf(key).figures(), load: loadFor(key, by) })),
        total: { key: null, ...whole.figures(), load: loadFor(null, 'nothing') },
      };
    },
  };
}

function keysOf(row: Row, by: Grouping, { channelId, day }: Pick<Day, 'channelId' | 'day'>): (string | null)[] {
  switch (by) {
    case 'nothing':
      return [];
    case 'agent':
      return [row.agentId];
    case 'team':
      return [row.teamId];
    case 'label':
      return row.labels.length === 0 ? [null] : [...row.labels];
    case 'hour':
      return [String(row.hour).padStart(2, '0')];
    case 'day':
      return [day];
    case 'channel':
      return [channelId];
    default:
      return assertNever(by);
  }
}

/** Who or what has none comes last. */
const compareKeys = (one: string | null, other: string | null): number =>
  one === other ? 0 : one === null || (other !== null && one > other) ? 1 : -1;

const isOf = ({ channelId, day }: Pick<Day, 'channelId' | 'day'>, key: string | null, by: Grouping): boolean =>
  by === 'day' ? day === key : by === 'channel' ? channelId === key : true;

/** Of whom the load is counted that a row tells; null where nobody counts it. */
function loadKey(key: string | null, by: Grouping, { agents, teams, labels, hours }: Filters): string | null {
  if (labels || hours || by === 'label' || by === 'hour') return null;
  if (by === 'agent') return teams ? null : loadOf.agent(key);
  if (by === 'team') return agents ? null : loadOf.team(key);
  if (!agents && !teams) return ALL;
  const only = (wanted: string[]) => (wanted.length === 1 && wanted[0] !== NONE ? (wanted[0] ?? null) : null);
  if (agents && teams) return null;
  const [agent, team] = [only(agents ?? []), only(teams ?? [])];
  if (agent !== null) return loadOf.agent(agent);
  return team === null ? null : loadOf.team(team);
}

function loadIn(days: readonly CoveredDay[], whose: string): LoadFigures | null {
  const coveredMs = new Map<string, number>();
  for (const day of days) coveredMs.set(day.day, Math.max(coveredMs.get(day.day) ?? 0, day.coveredMs));
  const allMs = [...coveredMs.values()].reduce((sum, ms) => sum + ms, 0);
  if (allMs === 0) return null;
  const loads = days.flatMap(({ loads: those }) => those.filter((load) => load.whose === whose));
  return {
    average: loads.reduce((sum, { sumMs }) => sum + sumMs, 0) / allMs,
    highest: Math.max(0, ...loads.map(({ highest }) => highest)),
  };
}
