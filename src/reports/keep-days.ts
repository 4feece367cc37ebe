import { getTimeZone, listChannelIds } from '../channels/index.js';
import type { Context } from '../context.js';
import { withLease } from '../infra/mongo/lease.js';
import { findExisting } from '../inbox/index.js';
import { countFacts, findFirstFact } from '../service/index.js';
import { addDays, localDayOf } from '../shared/local-day.js';
import type { Open } from './core/load.js';
import { readOpen } from './open-pieces.js';
import { isSettled, makeDay, markStale, spanOf, type LocalDay } from './make-day.js';
import { ReportDayModel, reportDayId, type ReportDay } from './report-day.model.js';

export const MAKE_DAYS = 'reports.make-days';

const LEASE_MS = 60_000;
/** Days that are looked at again when the next one is over, for facts that came late. */
const LOOKED_AT_AGAIN = 14;

type Needs = Pick<Context, 'clock'>;

/** Makes the days of a channel that are over and not made, oldest first, and those that are no longer true. */
export async function makeDays(ctx: Needs, channelId: string): Promise<void> {
  await withLease(ctx.clock, `reports/${channelId}`, LEASE_MS, async (renew) => {
    const timeZone = await getTimeZone(channelId);
    let last: string | null = null;
    while (await renew()) {
      const day = await findNextDay(ctx, channelId, timeZone);
      // The same again is of a clock behind that of whoever made it: the sweep comes back to it.
      if (day === null || day === last) return;
      last = day;
      const local = { channelId, timeZone, day };
      const isNew =
        (await ReportDayModel.findById(reportDayId(channelId, timeZone, day), { isFinal: 1 }).lean())?.isFinal !== true;
      await makeDay(ctx, local, (await openBefore(local)) ?? []);
      if (isNew) await lookForLate(ctx, local);
    }
  });
}

/** Wakes the making for channels with a day to be made. */
export async function sweepDays(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  for (const channelId of await listChannelIds())
    if ((await findNextDay(ctx, channelId, await getTimeZone(channelId))) !== null)
      ctx.wake(MAKE_DAYS, [{ channelId }]);
}

/** The oldest day that is to be made; null when all are. */
async function findNextDay({ clock }: Needs, channelId: string, timeZone: string): Promise<string | null> {
  const ofChannel = { channelId, timeZone };
  const stale = await ReportDayModel.findOne({ ...ofChannel, isFinal: true, staleAt: { $exists: true } }, { day: 1 })
    .sort({ day: 1 })
    .lean();
  if (stale) return stale.day;
  const latest = await ReportDayModel.findOne({ ...ofChannel, isFinal: true }, { day: 1 })
    .sort({ day: -1 })
    .lean();
  const next = latest ? addDays(latest.day, 1) : await findFirstDay(channelId, timeZone);
  return next !== null && isSettled({ day: next, timeZone }, clock.now()) ? next : null;
}

/** The first day that was made, else that on which the first fact happened; null while there is none. */
async function findFirstDay(channelId: string, timeZone: string): Promise<string | null> {
  const made = await ReportDayModel.findOne({ channelId, timeZone, isFinal: true }, { day: 1 }).sort({ day: 1 }).lean();
  if (made) return made.day;
  const first = await findFirstFact(channelId);
  return first && localDayOf(first.at, timeZone);
}

/** Conversations that went on when a day began; null where the day before was not made. */
async function openBefore({ channelId, timeZone, day }: LocalDay): Promise<Open[] | null> {
  const open = await readOpen(reportDayId(channelId, timeZone, addDays(day, -1)));
  if (!open) return null;
  // An erased conversation has no end.
  const there = await findExisting(open.map(({ conversationId }) => conversationId));
  return open.filter(({ conversationId }) => there.has(conversationId));
}

async function lookForLate(ctx: Needs, { day, ...ofChannel }: LocalDay): Promise<void> {
  const looked = await ReportDayModel.find(
    { ...ofChannel, isFinal: true, day: { $gte: addDays(day, -LOOKED_AT_AGAIN), $lt: day } },
    { day: 1, facts: 1 },
  ).lean();
  for (const { day: earlier, facts } of looked) {
    const local = { ...ofChannel, day: earlier };
    const { from, until } = spanOf(local);
    if ((await countFacts(local.channelId, from, until)) !== facts) await markStale(ctx, local);
  }
}

const REMADE_AFTER_MS = 2_000;
const MADE_AT_ONCE = 3;

/** A day as reports read it. */
export type KeptDay = Omit<ReportDay, 'open' | 'openPieces'>;

/** Days as they are kept, and those that are still being made. */
export interface KeptDays {
  days: KeptDay[];
  pending: string[];
}

/**
 * The days of a channel in a period as reports read them. The last ones, which go on, are made for the reader; others that are
 * not made are pending, and made by a job.
 */
export async function readDays(
  ctx: Pick<Context, 'clock' | 'wake'>,
  { channelId, timeZone }: Omit<LocalDay, 'day'>,
  period: { from: string; until: string },
): Promise<KeptDays> {
  const now = ctx.clock.now();
  const first = await findFirstDay(channelId, timeZone);
  if (first === null) return { days: [], pending: [] };
  const from = first > period.from ? first : period.from;
  const today = localDayOf(now, timeZone);
  const until = today < period.until ? today : period.until;
  const wanted = daysBetween(from, until);
  // In the first hour of a day the one before is not made yet, and it says what goes on.
  const before = addDays(from, -1);
  const isNeeded = before >= first && !isSettled({ day: before, timeZone }, now);
  const needed = isNeeded ? [before, ...wanted] : wanted;
  const kept = await findDays(needed.map((day) => reportDayId(channelId, timeZone, day)));
  const fresh = kept.filter((one) => isFresh(one, now));
  const made = new Map<string, KeptDay>(fresh.map((one) => [one.day, one]));
  const missing = needed.filter((day) => !made.has(day));
  if (missing.length <= MADE_AT_ONCE)
    for (const day of missing) {
      const local = { channelId, timeZone, day };
      const open = day === first ? [] : await openBefore(local);
      if (open) made.set(day, await makeDay(ctx, local, open));
    }
  const pending = wanted.filter((day) => !made.has(day));
  if (pending.length > 0) ctx.wake(MAKE_DAYS, [{ channelId }]);
  return { days: wanted.flatMap((day) => made.get(day) ?? []), pending };
}

/** Past mongoose, which has no way to ask for the columns as bytes. */
const findDays = (ids: string[]): Promise<KeptDay[]> =>
  ReportDayModel.collection
    .find({ _id: { $in: ids as never[] } }, { promoteBuffers: true, projection: { open: 0, openPieces: 0 } })
    .toArray() as unknown as Promise<KeptDay[]>;

function isFresh({ isFinal, staleAt, madeAt }: KeptDay, now: Date): boolean {
  if (staleAt) return false;
  return isFinal || Math.abs(now.getTime() - madeAt.getTime()) < REMADE_AFTER_MS;
}

function daysBetween(from: string, until: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) days.push(day);
  return days;
}
