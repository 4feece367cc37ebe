import {
  decayKey,
  intensityAt,
  isActive,
  levelAt,
  linearKey,
  type Fading,
  type FriendTag,
} from '../../friends/core/friend-tag.js';
import { assertNever } from '../../shared/assert-never.js';
import { endOfLocalDay, localDayOf } from '../../shared/local-day.js';
import { endOf } from './ending.js';
import { changeRise, changeWindow, delayed, withinWindow } from './gains.js';
import { fadingOf, levelsOf, spanMs, validityAt, type TagBehaviour } from './tag.js';

const DAY_MS = 24 * 3600 * 1000;
const SOURCES_KEPT = 50;
const SPENT_KEPT = 50;
const NO_FADING: Fading = { kind: 'none' };

/** What an entry of the ledger does to a tag. `merge` brings the end of validity of a friend who was merged in. */
export type TagOp = 'apply' | 'adjust' | 'spend' | 'set' | 'remove' | 'pause' | 'resume' | 'merge';

/** Why an application changed nothing. */
export type Suppression = 'cooldown' | 'dailyCap' | 'tagLimit';

/** One entry of the ledger, as far as the state depends on it. */
export interface TagEntry {
  id: string;
  at: Date;
  op: TagOp;
  /** What is added; for `set` the new value. */
  weight: number;
  source: { kind: string; id: string };
  /** For `merge`: how long the tag was valid on the other friend. */
  until?: Date | null;
}

/** The state after an entry, and why the entry changed nothing where it did not. */
export interface Step {
  state: FriendTag | null;
  suppressed: Exclude<Suppression, 'tagLimit'> | null;
}

/** The state after one more entry that is not older than the last. */
export function applyEntry(state: FriendTag | null, tag: TagBehaviour, entry: TagEntry): Step {
  const suppressed = entry.op === 'apply' ? suppressionOf(state, tag, entry) : null;
  const next = suppressed ? state : nextState(state, tag, entry);
  return { state: next && { ...next, changedAt: entry.at }, suppressed };
}

/** The state from the whole ledger, in order of time whatever the order of arrival; null for an empty one. */
export function foldLedger(tag: TagBehaviour, entries: readonly TagEntry[]): FriendTag | null {
  return replayLedger(tag, entries).state;
}

/** As `foldLedger`, with what each entry did, in order of time. */
export function replayLedger(
  tag: TagBehaviour,
  entries: readonly TagEntry[],
): { state: FriendTag | null; steps: { entry: TagEntry; before: FriendTag | null; step: Step }[] } {
  let state: FriendTag | null = null;
  let isBlocked = false;
  const steps = entries.toSorted(byTime).map((entry) => {
    const before = state;
    if (entry.op === 'pause' || entry.op === 'resume') isBlocked = entry.op === 'pause';
    const step = applyEntry(before, tag, entry);
    state = isBlocked && tag.whileBlocked === 'pause' ? standingStill(step.state, tag, entry.at) : step.state;
    return { entry, before, step: { ...step, state } };
  });
  return { state, steps };
}

/** A run that begins while the friend blocks us has its clock stand still from the beginning. */
const standingStill = (state: FriendTag | null, tag: TagBehaviour, at: Date) =>
  state && !state.paused && isActive(state, at) ? paused(state, tag, at) : state;

/** A total order: by time, and what has one time by its id, because sums round differently in another order. */
export function byTime(one: Pick<TagEntry, 'at' | 'id'>, other: Pick<TagEntry, 'at' | 'id'>): number {
  if (one.at.getTime() !== other.at.getTime()) return one.at.getTime() - other.at.getTime();
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

/** What is left of a tag for spending at `now`: nothing of one that is not active. */
export function balanceAt(state: FriendTag | null, now: Date): number {
  return state && isActive(state, now) ? intensityAt(state, now) : 0;
}

function suppressionOf(state: FriendTag | null, tag: TagBehaviour, { at, source }: TagEntry): Step['suppressed'] {
  const { cooldown, dailyCap } = tag.intensity ?? {};
  if (!state?.guard) return null;
  if (cooldown) {
    const key = guardKey(cooldown.per, source);
    const last = state.guard.lastBySource.find(({ id }) => id === key);
    if (last && at.getTime() < last.at.getTime() + spanMs(cooldown)) return 'cooldown';
  }
  if (dailyCap !== undefined && state.guard.day === localDayOf(at, tag.timeZone) && state.guard.dayCount >= dailyCap)
    return 'dailyCap';
  return null;
}

const guardKey = (per: 'source' | 'tag', source: TagEntry['source']) => (per === 'tag' ? '' : source.id);

function nextState(state: FriendTag | null, tag: TagBehaviour, entry: TagEntry): FriendTag | null {
  const { op, at, weight } = entry;
  const running = state && isActive(state, at) ? state : null;
  switch (op) {
    case 'apply':
      return put(state, running, tag, entry, running ? intensityAt(running, at) + weight : initialOf(tag) + weight);
    case 'adjust':
      if (running) return changed(running, tag, at, intensityAt(running, at) + weight);
      return weight > 0 ? put(state, null, tag, entry, initialOf(tag) + weight) : state;
    case 'set':
      if (running) return changed(running, tag, at, weight);
      return weight > 0 ? put(state, null, tag, entry, weight) : state;
    case 'spend': {
      const spent = (left: FriendTag) => ({ ...left, spent: [entry.id, ...left.spent].slice(0, SPENT_KEPT) });
      return running ? spent(changed(running, tag, at, intensityAt(running, at) + weight)) : state;
    }
    case 'remove':
      return running ? removed(running, tag, at) : state;
    case 'pause':
      return running && !running.paused ? paused(running, tag, at) : state;
    case 'resume':
      return running?.paused ? resumed(running, running.paused, tag, at) : state;
    case 'merge':
      return running ? mergedUntil(running, tag, entry) : state;
    default:
      return assertNever(op);
  }
}

const initialOf = (tag: TagBehaviour) => tag.intensity?.initial ?? 0;

/** The tag on the friend, by an application or by what amounts to one. */
function put(
  known: FriendTag | null,
  running: FriendTag | null,
  tag: TagBehaviour,
  entry: TagEntry,
  wanted: number,
): FriendTag {
  const { at, source } = entry;
  const begun = running ?? aNewRun(known, tag, entry);
  const valid = { ...begun, ...validUntil(running, begun, tag, at) };
  return {
    ...changed(valid, tag, at, wanted),
    lastAt: at,
    count: (known?.count ?? 0) + 1,
    source,
    guard: entry.op === 'apply' ? guardAfter(known, tag, entry) : (known?.guard ?? null),
  };
}

/** A run that begins: intensity starts anew, while count, first time and guard go on. */
function aNewRun(known: FriendTag | null, tag: TagBehaviour, { at, source }: TagEntry): FriendTag {
  return {
    tagId: tag.tagId,
    v: 0,
    vAt: at,
    fading: fadingOf(tag),
    k: null,
    z: null,
    gains: tracksGains(tag) ? [] : null,
    level: null,
    since: at,
    firstAt: known?.firstAt ?? at,
    lastAt: at,
    count: known?.count ?? 0,
    expiresAt: null,
    activeUntil: null,
    endsBy: null,
    isEndAnnounced: false,
    source,
    changedAt: at,
    guard: known?.guard ?? null,
    paused: null,
    spent: known?.spent ?? [],
  };
}

const tracksGains = (tag: TagBehaviour) => tag.intensity?.decay.kind === 'window' || tag.intensity?.tracksRise === true;

/** The intensity set to `wanted`, within the tag's bounds, with all that follows from it. */
function changed(running: FriendTag, tag: TagBehaviour, at: Date, wanted: number): FriendTag {
  const v = Math.min(tag.intensity?.max ?? Number.POSITIVE_INFINITY, Math.max(tag.intensity?.min ?? 0, wanted));
  const fading = running.paused ? NO_FADING : fadingOf(tag);
  const vAt = running.paused?.at ?? at;
  const gains = gainsAfter(running, tag, vAt, v - intensityAt(running, at));
  const held = levelAt(running, at, levelsOf(tag));
  const next = { ...running, v, vAt, fading, gains, k: decayKey(v, vAt, fading), z: linearKey(v, vAt, fading) };
  return {
    ...next,
    level: levelAt({ ...next, level: held }, at, levelsOf(tag)),
    ...endOf(next, tag, at),
    isEndAnnounced: false,
  };
}

function gainsAfter(running: FriendTag, tag: TagBehaviour, at: Date, gained: number): FriendTag['gains'] {
  const { decay, tracksRise } = tag.intensity ?? {};
  const gains = running.gains ?? [];
  if (decay?.kind === 'window') return changeWindow(withinWindow(gains, decay.days, at), at, gained);
  return tracksRise ? changeRise(gains, at, gained) : null;
}

/** How long the tag is valid after an application; of a clock that stands still, how much remains. */
function validUntil(
  running: FriendTag | null,
  begun: FriendTag,
  tag: TagBehaviour,
  at: Date,
): Pick<FriendTag, 'expiresAt' | 'paused'> {
  if (!running?.paused)
    return { expiresAt: expiryAfter(running?.expiresAt ?? null, begun.since, tag, at), paused: null };
  const { paused } = running;
  const expiresAt = paused.remainingMs === null ? null : plus(paused.at, paused.remainingMs);
  const next = expiryAfter(expiresAt, begun.since, tag, paused.at);
  return { expiresAt: null, paused: { ...paused, remainingMs: next && next.getTime() - paused.at.getTime() } };
}

function expiryAfter(expiresAt: Date | null, since: Date, tag: TagBehaviour, at: Date): Date | null {
  const validity = validityAt(tag, at);
  if (!validity) return null;
  const { ttl, dayMode, onReapply, maxTotal } = validity;
  const ttlAfter = (from: Date) =>
    dayMode === 'endOfDay' ? endOfLocalDay(from, ttl.n, tag.timeZone) : plus(from, spanMs(ttl));
  if (expiresAt === null || onReapply === 'restart') return ttlAfter(at);
  if (onReapply === 'keep') return expiresAt;
  const extended = ttlAfter(expiresAt);
  const latest = maxTotal && plus(since, spanMs(maxTotal));
  return latest && latest < extended ? latest : extended;
}

function guardAfter(known: FriendTag | null, tag: TagBehaviour, { at, source }: TagEntry): FriendTag['guard'] {
  const { cooldown, dailyCap } = tag.intensity ?? {};
  if (!cooldown && dailyCap === undefined) return null;
  const guard = known?.guard ?? { lastBySource: [], day: '', dayCount: 0 };
  const day = dailyCap === undefined ? '' : localDayOf(at, tag.timeZone);
  const key = cooldown && guardKey(cooldown.per, source);
  const cooling = cooldown
    ? guard.lastBySource.filter(({ id, at: last }) => id !== key && last.getTime() + spanMs(cooldown) > at.getTime())
    : [];
  return {
    lastBySource: key === undefined ? [] : [{ id: key, at }, ...cooling].slice(0, SOURCES_KEPT),
    day,
    dayCount: day === guard.day ? guard.dayCount + 1 : 1,
  };
}

function removed(running: FriendTag, tag: TagBehaviour, at: Date): FriendTag {
  const moving = running.paused ? resumed(running, running.paused, tag, at) : running;
  return {
    ...moving,
    level: levelAt(moving, at, levelsOf(tag)),
    activeUntil: at,
    endsBy: 'removal',
    isEndAnnounced: false,
  };
}

/** The clock of the tag stops: what is left of validity and grace is kept for later. */
function paused(running: FriendTag, tag: TagBehaviour, at: Date): FriendTag {
  const { fading, expiresAt } = running;
  const v = intensityAt(running, at);
  return {
    ...running,
    v,
    vAt: fading.kind === 'linear' ? graceBegan(running.vAt, fading.graceDays, at) : at,
    fading: NO_FADING,
    k: decayKey(v, at, NO_FADING),
    z: null,
    gains: fading.kind === 'window' ? withinWindow(running.gains ?? [], fading.days, at) : running.gains,
    level: levelAt(running, at, levelsOf(tag)),
    expiresAt: null,
    activeUntil: null,
    endsBy: null,
    paused: { at, fading, remainingMs: expiresAt && expiresAt.getTime() - at.getTime() },
  };
}

/** When the grace began of which what is left at `at` is left: it cannot have begun longer ago than it lasts. */
const graceBegan = (vAt: Date, graceDays: number, at: Date) =>
  new Date(Math.max(vAt.getTime(), Math.round(at.getTime() - graceDays * DAY_MS)));

function resumed(
  running: FriendTag,
  { at: pausedAt, fading, remainingMs }: NonNullable<FriendTag['paused']>,
  tag: TagBehaviour,
  at: Date,
): FriendTag {
  const stoodMs = at.getTime() - pausedAt.getTime();
  const vAt = fading.kind === 'linear' ? plus(running.vAt, stoodMs) : at;
  const moving = {
    ...running,
    vAt,
    fading,
    k: decayKey(running.v, vAt, fading),
    z: linearKey(running.v, vAt, fading),
    gains: fading.kind === 'window' ? delayed(running.gains ?? [], stoodMs) : running.gains,
    expiresAt: remainingMs === null ? null : plus(at, remainingMs),
    paused: null,
  };
  return { ...moving, ...endOf(moving, tag, at) };
}

function mergedUntil(running: FriendTag, tag: TagBehaviour, { at, until }: TagEntry): FriendTag {
  if (running.paused || running.expiresAt === null || !until || until <= running.expiresAt) return running;
  const valid = { ...running, expiresAt: until };
  return { ...valid, ...endOf(valid, tag, at) };
}

const plus = (at: Date, ms: number) => new Date(at.getTime() + ms);
