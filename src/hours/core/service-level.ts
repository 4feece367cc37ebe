import type { OpeningHours } from './opening-hours.js';
import { runningSpans, type ConversationEvent, type Promised, type RunningSpan } from './running-spans.js';
import { TARGETS, type Escalation, type Priority, type ServicePolicy, type Target } from './service-policy.js';

const MINUTE_MS = 60_000;

/** A version of a policy with the hours of its calendar as they are now; both are null where no limit is in open time. */
export interface PolicyInForce {
  policyId: string;
  version: number;
  policy: ServicePolicy;
  calendarVersion: number | null;
  hours: OpeningHours | null;
  /** Calendars that count in place of the policy's while a conversation says so; one that is not among them leaves it to the policy's. */
  calendars?: ReadonlyMap<string, { version: number; hours: OpeningHours }>;
}

/** The hours that count for a time under a calendar, with the version that they are of. */
export function hoursUnder(
  { policy, calendarVersion, hours, calendars }: PolicyInForce,
  calendarId: string | null,
): { calendarId: string | null; version: number | null; hours: OpeningHours | null } {
  const found = calendarId === null ? undefined : calendars?.get(calendarId);
  return found ? { calendarId, ...found } : { calendarId: policy.calendarId, version: calendarVersion, hours };
}

/** How one promise stands at an instant. `breached` stays, also when it was kept later. */
export interface Measured {
  target: Target;
  /** Counts the promises of a target, from 1: the second next answer is 2. */
  count: number;
  state: 'running' | 'paused' | 'met' | 'breached';
  startedAt: Date;
  /** When it was kept; null while it is owed. */
  endedAt: Date | null;
  /** How long it ran, pauses left out; `businessMs` is null where the policy has no calendar. */
  used: { businessMs: number | null; clockMs: number };
  /** The limit of the priority under which it ran last. */
  limit: { minutes: number; time: 'business' | 'clock' };
  /** By which version it was measured. */
  policyId: string;
  policyVersion: number;
  /** The calendar under which it ran last. */
  calendarId: string | null;
  calendarVersion: number | null;
  /** When the limit is reached if it goes on as it does; null while it does not run. */
  dueAt: Date | null;
  warnedAt: Date | null;
  breachedAt: Date | null;
}

/** What staff should hear of, once: its id is the same however often it is computed. */
export interface Occurrence {
  id: string;
  target: Target;
  count: number;
  kind: 'warning' | 'breach' | 'escalation';
  at: Date;
  /** What an escalation does. */
  escalation: Escalation | null;
}

export interface ServiceLevel {
  measured: Measured[];
  /** What has happened until now, in order of time. */
  occurrences: Occurrence[];
  /** The earliest moment at which a warning, breach or escalation comes if nothing else happens; null when none can. */
  dueAt: Date | null;
}

/**
 * How a conversation stands at `now` under a version of a policy. What came in later than `now` is not looked at. `settled` are
 * promises that an earlier version measured to their end: they stay as they are, whatever the policy says now. A limit is kept only
 * in less than its time, so that at `dueAt` it is breached. `earlier` next answers were cut from the front of the history.
 */
export function measureServiceLevel(
  inForce: PolicyInForce,
  history: readonly ConversationEvent[],
  now: Date,
  settled: readonly Measured[] = [],
  earlier = 0,
): ServiceLevel {
  const known = new Map(settled.filter(isSettled).map((one) => [keyOf(one), one]));
  const looked = runningSpans(upTo(history, now), earlier).map((promised) => {
    const before = known.get(keyOf(promised));
    const stays = before && before.endedAt?.getTime() === promised.endedAt?.getTime();
    return stays ? { measured: before, occurrences: [] } : look(inForce, promised, now);
  });
  const occurrences = looked.flatMap((one) => one.occurrences).toSorted(byTime);
  const next = occurrences.find(({ at }) => at > now);
  return {
    measured: looked.flatMap(({ measured }) => measured ?? []).toSorted(byTarget),
    occurrences: occurrences.filter(({ at }) => at <= now),
    dueAt: next?.at ?? null,
  };
}

const upTo = (history: readonly ConversationEvent[], now: Date) =>
  history.filter(({ at }) => at <= now).toSorted((one, other) => one.at.getTime() - other.at.getTime());
const isSettled = ({ endedAt }: Measured) => endedAt !== null;
const keyOf = ({ target, count }: { target: Target; count: number }) => `${target}/${count}`;
const byTime = (one: Occurrence, other: Occurrence) => one.at.getTime() - other.at.getTime();
const byTarget = (one: Measured, other: Measured) =>
  TARGETS.indexOf(one.target) - TARGETS.indexOf(other.target) || one.count - other.count;

/** One promise, with what has happened and what will if it goes on as it does. */
function look(inForce: PolicyInForce, promised: Promised, now: Date) {
  const { policyId, version, policy } = inForce;
  const { target, count, startedAt, endedAt, spans } = promised;
  const last = spans.at(-1);
  const limit = last ? policy.limits[last.priority][target] : null;
  if (!limit) return { measured: null, occurrences: [] };
  const breachAt = reach(inForce, promised, 1);
  const warningAt = policy.warnAtShare === null ? null : reach(inForce, promised, policy.warnAtShare);
  const noted = (at: Date | null) => (at && at <= now ? at : null);
  const breachedAt = noted(breachAt);
  const { calendarId, version: calendarVersion } = hoursUnder(inForce, last?.calendarId ?? null);
  const measured: Measured = {
    target,
    count,
    state: breachedAt ? 'breached' : endedAt ? 'met' : last?.to === null ? 'running' : 'paused',
    startedAt,
    endedAt,
    used: timeUsed(spans, now, (id) => hoursUnder(inForce, id).hours),
    limit,
    policyId,
    policyVersion: version,
    calendarId,
    calendarVersion,
    dueAt: last?.to === null ? breachAt : null,
    warnedAt: noted(warningAt),
    breachedAt,
  };
  return { measured, occurrences: occurrencesOf(policy, promised, warningAt, breachAt) };
}

/** How long spans ran until `now`; open time is null where one of them has no hours. */
export function timeUsed(
  spans: readonly RunningSpan[],
  now: Date,
  hoursOf: (calendarId: string | null) => OpeningHours | null,
): { businessMs: number | null; clockMs: number } {
  let businessMs: number | null = 0;
  let clockMs = 0;
  for (const { from, to, calendarId } of spans) {
    const hours = hoursOf(calendarId);
    businessMs = hours && businessMs !== null ? businessMs + hours.businessMsBetween(from, to ?? now) : null;
    clockMs += (to ?? now).getTime() - from.getTime();
  }
  return { businessMs, clockMs };
}

function occurrencesOf(policy: ServicePolicy, promised: Promised, warningAt: Date | null, breachAt: Date | null) {
  const { target, count, spans } = promised;
  const found: Occurrence[] = [];
  const add = (kind: Occurrence['kind'], name: string, at: Date, escalation: Escalation | null) =>
    found.push({ id: `${target}/${count}/${name}`, target, count, kind, at, escalation });
  if (warningAt) add('warning', 'warning', warningAt, null);
  if (breachAt) add('breach', 'breach', breachAt, null);
  for (const [index, escalation] of policy.escalations.entries()) {
    const from = escalation.on === 'warning' ? warningAt : breachAt;
    if (escalation.target !== target || !from) continue;
    const at = new Date(from.getTime() + escalation.afterMinutes * MINUTE_MS);
    const isRunning = spans.some(({ from, to }) => from <= at && (to === null || at < to));
    if (isRunning) add('escalation', `escalation${index + 1}`, at, escalation);
  }
  return found;
}

/**
 * When a promise has used this share of its limit, under the limit of the priority of each of its spans; null when it ended or
 * stopped before. Of a priority that has no limit for the target, the time counts for the next one.
 */
function reach(inForce: PolicyInForce, { target, spans }: Promised, share: number): Date | null {
  const used = { business: 0, clock: 0 };
  for (const { from, to, priority, calendarId } of spans) {
    const { hours } = hoursUnder(inForce, calendarId);
    const limit = limitOf(inForce.policy, priority, target);
    if (limit) {
      const left = Math.ceil(limit.minutes * MINUTE_MS * share) - used[limit.time];
      if (left <= 0) return from;
      const at = limit.time === 'clock' ? new Date(from.getTime() + left) : hours?.addBusinessMs(from, left);
      if (at && (to === null || at <= to)) return at;
    }
    if (to === null) return null;
    used.clock += to.getTime() - from.getTime();
    used.business += hours?.businessMsBetween(from, to) ?? 0;
  }
  return null;
}

const limitOf = (policy: ServicePolicy, priority: Priority, target: Target) => policy.limits[priority][target];
