import { figuresOf, type Figures } from './figures.js';
import { ALL, loadOf, type Load } from './load.js';
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
  rows: readonly Row[];
  loads: readonly Load[];
  /** Milliseconds of it that are over. */
  coveredMs: number;
}

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

const NONE = 'none';

/** Whether a row counts under filters. */
export function passes({ agentId, teamId, labels, hour }: Row, filters: Filters): boolean {
  const isAmong = (one: string | null, wanted: string[] | undefined) => !wanted || wanted.includes(one ?? NONE);
  const hasLabel =
    !filters.labels || (labels.length === 0 ? [NONE] : labels).some((label) => filters.labels?.includes(label));
  return (
    isAmong(agentId, filters.agents) &&
    isAmong(teamId, filters.teams) &&
    hasLabel &&
    (!filters.hours || filters.hours.includes(hour))
  );
}

/**
 * A row for each agent, team, label, hour, day or channel, and one for all. What has two labels counts under both, and once
 * in the whole. `sees` says which rows the reader may see; load, which is of whole agents and teams, is told to who
 * sees everything.
 */
export function reportOf(
  days: readonly Day[],
  by: Grouping,
  filters: Filters,
  sees: (row: Pick<Row, 'agentId' | 'teamId'>) => boolean,
  seesAll: boolean,
): { rows: ReportRow[]; total: ReportRow } {
  const groups = new Map<string | null, Row[]>();
  const counted: Row[] = [];
  for (const { channelId, day, rows } of days)
    for (const row of rows) {
      if (!passes(row, filters) || !sees(row)) continue;
      counted.push(row);
      for (const key of keysOf(row, by, { channelId, day })) {
        const group = groups.get(key);
        if (group) group.push(row);
        else groups.set(key, [row]);
      }
    }
  const loadFor = (key: string | null, grouping: Grouping) => {
    const whose = loadKey(key, grouping, filters);
    if (whose === null || !seesAll) return null;
    return loadIn(
      days.filter((day) => isOf(day, key, grouping)),
      whose,
    );
  };
  const keys = [...groups.keys()].toSorted((one, other) => compareKeys(one, other));
  return {
    rows: keys.map((key) => ({ key, ...figuresOf(groups.get(key) ?? []), load: loadFor(key, by) })),
    total: { key: null, ...figuresOf(counted), load: loadFor(null, 'nothing') },
  };
}

function keysOf(row: Row, by: Grouping, { channelId, day }: Pick<Day, 'channelId' | 'day'>): (string | null)[] {
  const keys: Record<Grouping, () => (string | null)[]> = {
    nothing: () => [],
    agent: () => [row.agentId],
    team: () => [row.teamId],
    label: () => (row.labels.length === 0 ? [null] : [...row.labels]),
    hour: () => [String(row.hour).padStart(2, '0')],
    day: () => [day],
    channel: () => [channelId],
  };
  return keys[by]();
}

/** Who or what has none comes last. */
const compareKeys = (one: string | null, other: string | null): number =>
  one === other ? 0 : one === null || (other !== null && one > other) ? 1 : -1;

const isOf = ({ channelId, day }: Day, key: string | null, by: Grouping): boolean =>
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

function loadIn(days: readonly Day[], whose: string): LoadFigures | null {
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
