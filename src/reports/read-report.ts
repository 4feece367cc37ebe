import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { nameStaff, nameTeams } from '../access/index.js';
import { getTimeZone, listChannelIds, resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { addDays } from '../shared/local-day.js';
import { behind, type Behind, type ListedFigure } from './core/behind.js';
import { rowsIn } from './core/columns.js';
import { beginReport, wantedBy, type Day, type Filters, type Grouping, type ReportRow } from './core/report.js';
import { seesRow, type Row } from './core/row.js';
import { withoutUndone } from './core/without-undone.js';
import { readDays, type KeptDay } from './keep-days.js';
import { spanOf } from './make-day.js';
import { columnsOf } from './pack-columns.js';
import { requireKnown } from './require-known.js';
import type { PresentedRow } from './schemas.js';

const DAY_MS = 24 * 3_600_000;

export interface Period {
  from: string;
  until: string;
  channelId?: string | undefined;
  agents?: string[] | undefined;
  teams?: string[] | undefined;
  labels?: string[] | undefined;
  hours?: string[] | undefined;
}

interface Report {
  from: string;
  until: string;
  pending: string[];
  rows: z.infer<typeof PresentedRow>[];
  total: z.infer<typeof PresentedRow>;
}

/** What happened with conversations in a period, as far as whoever asks sees it. */
export async function readReport(ctx: Context, period: Period, by: Grouping): Promise<Report> {
  await requireKnown(period);
  const { days, pending } = await daysOf(ctx, period, by);
  const reporting = beginReport(by, filtersOf(period), seeing(ctx), ctx.caller.rights.visibility === 'all');
  for (const day of days) {
    reporting.add(day);
    // A long period is much to count, and the process answers others too.
    await setImmediate();
  }
  const { rows, total } = reporting.report();
  const named = await namesOf(rows, by);
  const present = (row: ReportRow) => ({ ...row, name: named.get(row.key ?? '') ?? null });
  return { from: period.from, until: period.until, pending, rows: rows.map(present), total: present(total) };
}

/** The period before, as long as this one. */
export function periodBefore<Given extends Pick<Period, 'from' | 'until'>>(period: Given): Given {
  const days = (Date.parse(period.until) - Date.parse(period.from)) / DAY_MS + 1;
  return { ...period, from: addDays(period.from, -days), until: addDays(period.from, -1) };
}

/** The conversations that a figure of a period counts, newest first, as far as whoever asks sees them. */
export async function listBehind(
  ctx: Context,
  period: Period,
  figure: ListedFigure,
): Promise<{ conversations: Behind[]; pending: string[] }> {
  await requireKnown(period);
  const { days, pending } = await daysOf(ctx, period, 'nothing');
  const [isWanted, sees] = [wantedBy(filtersOf(period)), seeing(ctx)];
  const rows = days.flatMap(({ columns, dropped }) =>
    [...rowsIn(columns, dropped)].filter((row) => isWanted(row) && sees(row)),
  );
  return { conversations: behind(rows, figure), pending };
}

function seeing({ actor, caller: { rights } }: Context): (row: Pick<Row, 'agentId' | 'teamId'>) => boolean {
  const staffId = actor.kind === 'staff' ? actor.staffId : null;
  return (row) => seesRow(rights, staffId, row);
}

const filtersOf = ({ agents, teams, labels, hours }: Period): Filters => ({
  agents,
  teams,
  labels,
  hours: hours?.map(Number),
});

async function daysOf(
  ctx: Context,
  { from, until, channelId }: Period,
  by: Grouping,
): Promise<{ days: Day[]; pending: string[] }> {
  const all = by === 'channel' && channelId === undefined;
  const channelIds = all ? await listChannelIds() : [(await resolveChannel(ctx, channelId))._id];
  const days: Day[] = [];
  const pending = new Set<string>();
  for (const id of channelIds) {
    const local = { channelId: id, timeZone: await getTimeZone(id) };
    const kept = await readDays(ctx, local, { from, until });
    for (const day of kept.pending) pending.add(day);
    days.push(...withoutUndone(kept.days.map(toDay)));
  }
  return { days, pending: [...pending].toSorted() };
}

function toDay(kept: KeptDay): Day {
  const { channelId, day, loads, madeAt } = kept;
  const { from, until } = spanOf(kept);
  const coveredMs = Math.min(until.getTime(), madeAt.getTime()) - from.getTime();
  return { channelId, day, loads, coveredMs, columns: columnsOf(kept) };
}

async function namesOf(rows: readonly ReportRow[], by: Grouping): Promise<Map<string, string>> {
  const keys = rows.flatMap(({ key }) => key ?? []);
  if (by === 'agent') return nameStaff(keys);
  if (by === 'team') return nameTeams(keys);
  return new Map();
}
