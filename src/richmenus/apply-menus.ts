import { createHash } from 'node:crypto';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { LineError, LineInvalidError, LineRateLimitError } from '../line/errors.js';
import { backoffMs } from '../shared/backoff.js';
import { limitedCallOf, nameOf, type LimitedCall, type MenuStep } from './core/plan.js';
import { LIMIT_WINDOW_MS, PER_HOUR, callsInWindow, planChannelMenus } from './plan-menus.js';
import { MenuApplyModel, type Waiting } from './menu-apply.model.js';
import { takeStep } from './take-step.js';
import { listWantedMenus } from './wanted-menus.js';

/** What bringing the menus to a channel came to. */
export interface AppliedMenus {
  /** `underWay`: another process is at it, and looks once more; `outdated`: a newer version of Lifeline has taken over. */
  state: 'applied' | 'waiting' | 'underWay' | 'outdated';
  /** Steps that were taken, in order. */
  done: MenuStep[];
  /** Steps that are left, with what was already right. */
  left: MenuStep[];
  /** Steps that LINE refused, with what it said; the others went on. */
  failed: FailedStep[];
  /** When it goes on by itself, and what it waits for. */
  waitingUntil: Date | null;
  waitingFor: Waiting | null;
}

interface FailedStep {
  step: MenuStep;
  message: string;
}

/** How far one run goes. */
interface RunLimits {
  /** From then on no further step is begun: what is left waits for nothing but the next run. */
  until?: Date;
}

const ROUNDS_MAX = 3;
const ROUNDS_OF_FAILURES_MAX = 10; // of ten calls that fail at times hardly one is left then
const FAILURES_MAX = 3; // in a row: then LINE is left alone for a while
const LEASE_MS = 30_000; // renewed before each step, which takes two calls at most
const LOOK_AGAIN_MS = 30_000; // linking a new menu to friends takes seconds to minutes
const LINE_REFUSED_MS = 600_000; // LINE counts calls that others made too: how long to leave it alone then
const FIRST_RETRY_MS = 5_000;
const RETRY_MS_MAX = 600_000;

/**
 * Brings the menus of `richmenus/` to a channel, step by step. Every step may be repeated: what a process did before it died is
 * found on LINE by its name and finished, not made again. Where a limit of LINE is reached the rest waits and goes on by itself.
 * Rejects with the LineError that kept it from going on, to be tried again by itself.
 */
export async function applyMenus(ctx: Context, channelId: string, limits: RunLimits = {}): Promise<AppliedMenus> {
  let applied: AppliedMenus | null = null;
  const done: MenuStep[] = [];
  await withLease(ctx.clock, `richmenus/${channelId}`, LEASE_MS, async (renew) => {
    applied = await applyHeld(ctx, channelId, { ...limits, renew });
    done.push(...applied.done);
  });
  return applied === null ? nothing('underWay') : { ...(applied as AppliedMenus), done };
}

const nothing = (state: AppliedMenus['state']): AppliedMenus => ({
  state,
  done: [],
  left: [],
  failed: [],
  waitingUntil: null,
  waitingFor: null,
});

interface Run extends RunLimits {
  renew: Renew;
}

async function applyHeld(ctx: Context, channelId: string, run: Run): Promise<AppliedMenus> {
  if (!(await claim(ctx, channelId))) return nothing('outdated');
  const done: MenuStep[] = [];
  try {
    const applied = await takeAll(ctx, channelId, run, done);
    const { waitingUntil: dueAt, waitingFor, failed } = applied;
    const error = failed.map(({ step, message }) => `${nameOf(step)}: ${message}`).join(' ') || null;
    await MenuApplyModel.updateOne(
      { _id: channelId },
      { $set: { endedAt: ctx.clock.now(), dueAt, waitingFor, error, attempts: 0 } },
    );
    return applied;
  } catch (error) {
    await noteFailure(ctx, channelId, error, done.length > 0);
    throw error;
  }
}

/** When this process loaded each library, to tell older versions from newer ones while both run. */
const loadedAt = new WeakMap<Context['richMenus'], Date>();

/** Remembers since when a library is the one of this process. */
export const noteLoaded = (library: Context['richMenus'], at: Date): void => void loadedAt.set(library, at);

/** Notes that it begins, and that it is owed should this process die; false when a newer version was here after this one started. */
async function claim(ctx: Context, channelId: string): Promise<boolean> {
  const now = ctx.clock.now();
  const since = loadedAt.get(ctx.richMenus) ?? now;
  noteLoaded(ctx.richMenus, since);
  const wanted = await listWantedMenus(ctx, channelId);
  const hashes = wanted.map(({ menu, language, alias, contentHash, isDefault }) =>
    [menu, language, alias, contentHash, isDefault].join(' '),
  );
  const libraryHash = createHash('sha256').update(hashes.join('\n')).digest('hex');
  const known = await MenuApplyModel.findById(channelId).lean();
  if (known && known.libraryHash !== libraryHash && known.claimedAt > since) return false;
  const claimedAt = known?.libraryHash === libraryHash ? known.claimedAt : now;
  const dueAt = new Date(now.getTime() + LEASE_MS);
  await MenuApplyModel.updateOne(
    { _id: channelId },
    {
      $set: { libraryHash, claimedAt, startedAt: now, endedAt: null, dueAt, waitingFor: 'retry' },
      $setOnInsert: { error: null, attempts: 0, calls: { create: [], delete: [], deleteAlias: [] } },
    },
    { upsert: true },
  );
  return true;
}

async function noteFailure(ctx: Context, channelId: string, error: unknown, hasGotOn: boolean): Promise<void> {
  const known = await MenuApplyModel.findById(channelId, { attempts: 1 }).lean();
  const attempts = hasGotOn ? 1 : (known?.attempts ?? 0) + 1;
  const now = ctx.clock.now();
  const dueAt = new Date(now.getTime() + backoffMs(attempts, FIRST_RETRY_MS, RETRY_MS_MAX));
  const said = error instanceof Error ? error.message : String(error);
  await MenuApplyModel.updateOne(
    { _id: channelId },
    { $set: { endedAt: now, dueAt, waitingFor: 'retry', error: said, attempts } },
  );
}

/** Rounds of planning and taking steps until nothing is left to do: what was replaced shows only then who still sees it. */
async function takeAll(ctx: Context, channelId: string, run: Run, done: MenuStep[]): Promise<AppliedMenus> {
  for (let round = 1; ; round += 1) {
    const taken = await takeRound(ctx, channelId, run).catch((error: unknown) => {
      if (!(error instanceof LineError) || done.length === 0 || round >= ROUNDS_OF_FAILURES_MAX) throw error;
      return null;
    });
    if (taken === null) continue;
    done.push(...taken.done);
    const isOver = taken.isCut || taken.done.length === 0 || taken.waits.length > 0 || taken.failed.length > 0;
    if (taken.isLost) return { ...nothing('underWay'), done };
    if (taken.error && (taken.done.length === 0 || round >= ROUNDS_OF_FAILURES_MAX)) throw taken.error;
    if (taken.error && !taken.isCut) continue;
    if (isOver || round >= ROUNDS_MAX) return conclude(ctx, { ...taken, done });
  }
}

interface Round {
  done: MenuStep[];
  left: MenuStep[];
  failed: FailedStep[];
  waits: LimitReached[];
  /** Another process took over. */
  isLost: boolean;
  /** The time of this run is up. */
  isCut: boolean;
  /** What LINE answered to a step that may be taken in the next round. */
  error: LineError | null;
}

async function takeRound(ctx: Context, channelId: string, { renew, until }: Run): Promise<Round> {
  const gateway = await gatewayOf(ctx, channelId);
  const { wanted, plan } = await planChannelMenus(ctx, channelId);
  const round: Round = { done: [], left: [], failed: [], waits: [], isLost: false, isCut: false, error: null };
  let failuresInARow = 0;
  const spend = (call: LimitedCall) => spendCall(ctx, channelId, call);
  const isUp = () => until !== undefined && ctx.clock.now() >= until;
  for (const step of plan.steps) {
    const call = limitedCallOf(step);
    if (step.kind === 'keep' || round.waits.some((reached) => reached.call === call)) {
      round.left.push(step);
      continue;
    }
    if (leadsToMenu(step) && round.left.some((made) => isMade(made) && nameOf(made) === nameOf(step))) {
      round.left.push(step);
      continue;
    }
    // The first step is taken in any case, so that every run gets on.
    if (round.done.length > 0 && isUp()) {
      round.isCut = true;
      round.left.push(step);
      continue;
    }
    if (!(await renew())) return { ...round, isLost: true };
    try {
      const taken = await takeStep(ctx, { channelId, gateway, wanted, spend, renew, isUp }, step);
      (taken === 'taken' ? round.done : round.left).push(step);
      round.isCut ||= taken === 'cut';
      failuresInARow = 0;
    } catch (error) {
      round.left.push(step);
      const reached = reachedBy(ctx, call, error);
      if (reached) round.waits.push(reached);
      else if (error instanceof LineInvalidError) round.failed.push({ step, message: error.message });
      else if (error instanceof LineError) {
        round.error = error;
        failuresInARow += 1;
        if (failuresInARow >= FAILURES_MAX) return round;
      } else throw error;
    }
  }
  return round;
}

const isMade = ({ kind }: MenuStep) => kind === 'create' || kind === 'replace';
/** Without its menu there is nothing to lead to. */
const leadsToMenu = ({ kind }: MenuStep) => kind === 'createAlias' || kind === 'moveAlias' || kind === 'setDefault';

function conclude(ctx: Pick<Context, 'clock'>, { done, left, failed, waits, isCut }: Round): AppliedMenus {
  const later = (ms: number) => new Date(ctx.clock.now().getTime() + ms);
  const isAwaitingFriends = left.some(({ kind }) => kind === 'waitForUnlink');
  const [first] = [
    ...waits.map(({ until, call }): { until: Date; what: Waiting } => ({ until, what: call })),
    ...(isCut ? [{ until: later(0), what: 'retry' as const }] : []),
    ...(isAwaitingFriends ? [{ until: later(LOOK_AGAIN_MS), what: 'friends' as const }] : []),
    ...(failed.length > 0 ? [{ until: later(RETRY_MS_MAX), what: 'retry' as const }] : []),
  ].toSorted((one, other) => one.until.getTime() - other.until.getTime());
  const [waitingUntil, waitingFor] = first ? [first.until, first.what] : [null, null];
  return { state: first ? 'waiting' : 'applied', done, left, failed, waitingUntil, waitingFor };
}

class LimitReached extends Error {
  constructor(
    readonly call: LimitedCall,
    readonly until: Date,
  ) {
    super(`LINE's limit on ${call} is reached until ${until.toISOString()}.`);
  }
}

function reachedBy(ctx: Pick<Context, 'clock'>, call: LimitedCall | null, error: unknown): LimitReached | null {
  if (error instanceof LimitReached) return error;
  if (!(error instanceof LineRateLimitError) || call === null) return null;
  return new LimitReached(call, new Date(ctx.clock.now().getTime() + LINE_REFUSED_MS));
}

/** Notes a limited call before it is made; throws when none is left in this hour. */
async function spendCall(ctx: Pick<Context, 'clock'>, channelId: string, call: LimitedCall): Promise<void> {
  const now = ctx.clock.now();
  const known = await MenuApplyModel.findById(channelId, { calls: 1 }).lean();
  const made = callsInWindow(known?.calls[call], now);
  const [oldest] = made;
  if (oldest && made.length >= PER_HOUR[call])
    throw new LimitReached(call, new Date(oldest.getTime() + LIMIT_WINDOW_MS));
  await MenuApplyModel.updateOne({ _id: channelId }, { $set: { [`calls.${call}`]: [...made, now] } });
}
