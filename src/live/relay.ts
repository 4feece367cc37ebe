import type { Context } from '../context.js';
import { EventStream } from '../edges.js';
import { CONVERSATIONS_CHANGED } from '../inbox/index.js';
import { NOTICES_CHANGED } from '../notices/index.js';
import type { EventSink } from '../infra/http/event-stream.js';
import type { HearSignals, Signals } from '../infra/signals.js';
import { catchUp, findPosition, TOLD_MAX, type Told } from './catch-up.js';
import { withOverlap } from './core/cursor.js';
import type { Presences } from './core/presence.js';
import { PRESENCE_CHANGED } from './note-presence.js';
import { newStream, tell, type OpenStream } from './open-stream.js';
import { recheckRights } from './recheck-rights.js';
import { eachLimited } from '../shared/each-limited.js';
import { requireRoom } from './require-room.js';
import { resume } from './resume.js';
import { createSerial } from './serial.js';
import { tellChanges } from './tell-changes.js';
import { readPresences, tellChangedPresences, tellPresences, viewing } from './tell-presence.js';
import { tellNotices } from './tell-notices.js';
import { watchThreads } from './tell-threads.js';

const GATHER_MS = 50; // what is signalled within this is read together
const TICK_MS = 1_000;
const RECHECK_TICKS = 5;
const CATCH_UP_TICKS = 15;
const RESUMED_AT_ONCE = 8;

/** Tells the consoles that listen to this process what changes. */
export interface Relay {
  /** Begins to tell the caller; throws `too_many_streams`. */
  listen(viewer: OpenStream['viewer'], channelId: string | null): EventStream;
  /** Looks in the store what was not signalled. */
  catchUp(): Promise<void>;
  /** Looks what everybody who listens may do now. */
  recheck(): Promise<void>;
  /** How many listen now. */
  openCount(): number;
  /** Ends every stream, and takes none any more. */
  close(): void;
}

type Needs = Pick<Context, 'clock' | 'log'> & Pick<Signals, 'listen'>;

/**
 * Signals say that something changed, the store says what. One thing is done after the other, so that no console is told an
 * older state after a newer one; of threads, which are told of by name alone, many are looked at beside it. While nobody listens
 * it does nothing.
 */
export function createRelay({ clock, log, listen }: Needs): Relay {
  const ctx = { clock };
  const streams = new Set<OpenStream>();
  const serial = createSerial();
  const signalled = new Set<string>();
  const noticed = new Set<string>();
  const told: Told = { position: new Date(0), versions: new Map() };
  let presences: Presences = new Map();
  let stopRunning: (() => void) | null = null;
  let isClosed = false;

  const ready = () => {
    for (const { isReady, sink } of streams) if (isReady && sink.isBehind()) sink.cut();
    return [...streams].filter(({ isReady }) => isReady);
  };
  const threads = watchThreads({ clock, log }, () => ({ streams: ready(), position: told.position }));
  const inTurn = (name: string, work: () => Promise<void>) =>
    serial(name, async () => {
      if (streams.size === 0) return;
      await work().catch((err: unknown) => log.warn({ err, work: name }, 'consoles could not be told; tried again'));
    });

  const tellSignalled = async () => {
    const ids = [...signalled];
    signalled.clear();
    if (ids.length > TOLD_MAX) return catchUpNow();
    threads.expect(ids);
    const since = withOverlap(told.position);
    const versions = await tellChanges(ctx, ready(), ids, { position: told.position, since });
    for (const [id, version] of versions) told.versions.set(id, version);
  };
  const tellNoticed = async () => {
    const ids = [...noticed];
    noticed.clear();
    if (ids.length > TOLD_MAX) return catchUpNow();
    for (const [id, version] of await tellNotices(ready(), ids, told.position)) told.versions.set(id, version);
  };
  const lookAtPresences = async () => {
    const after = await readPresences(ctx);
    await tellChangedPresences(ready(), { before: presences, after }, told.position);
    presences = after;
    threads.watch(ready(), viewing(presences));
  };
  const catchUpNow = async () => {
    await catchUp(ctx, ready(), told);
    for (const stream of ready()) tell(stream, told.position, 'position', {});
    threads.look('all');
  };

  const hear: HearSignals = (heard) => {
    if (heard === null) void inTurn('catchUp', catchUpNow);
    else if (heard.topic === PRESENCE_CHANGED) setTimeout(() => void inTurn('presences', lookAtPresences), GATHER_MS);
    else if (heard.topic === CONVERSATIONS_CHANGED) {
      for (const id of heard.ids) signalled.add(id);
      setTimeout(() => void inTurn('signalled', tellSignalled), GATHER_MS);
    } else if (heard.topic === NOTICES_CHANGED) {
      for (const id of heard.ids) noticed.add(id);
      setTimeout(() => void inTurn('notices', tellNoticed), GATHER_MS);
    }
  };

  const recheck = async () => {
    const changed = await recheckRights(ctx, ready(), told.position);
    await tellPresences(changed, presences, [...presences.keys()], told.position);
  };

  const run = async () => {
    told.versions.clear();
    told.position = await findPosition();
    presences = await readPresences(ctx);
    signalled.clear();
    noticed.clear();
    const stopHearing = listen(hear);
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
      threads.look('hot');
      if (ticks % RECHECK_TICKS === 0) {
        void inTurn('presences', lookAtPresences);
        void inTurn('rights', recheck);
      }
      if (ticks % CATCH_UP_TICKS === 0) void inTurn('catchUp', catchUpNow);
    }, TICK_MS);
    stopRunning = () => {
      stopHearing();
      clearInterval(ticking);
      stopRunning = null;
    };
    if (isClosed || streams.size === 0) stopRunning();
  };

  const cannotBegin = (err: unknown, failed: OpenStream[]) => {
    log.warn({ err }, 'a console could not begin to listen; it comes back');
    for (const { sink } of failed) sink.end();
  };
  const begin = async (stream: OpenStream) => {
    try {
      await resume(ctx, stream, told.position);
      stream.isReady = true;
    } catch (err) {
      cannotBegin(err, [stream]);
    }
  };
  // Those who come back together, such as after another server ended, begin together.
  const beginAll = async () => {
    if (streams.size === 0) return;
    if (stopRunning === null) await run();
    const beginning = [...streams].filter(({ isReady }) => !isReady);
    await eachLimited(beginning, RESUMED_AT_ONCE, begin);
    const begun = beginning.filter(({ isReady }) => isReady);
    await tellPresences(begun, presences, [...presences.keys()], told.position).catch((err: unknown) =>
      cannotBegin(err, begun),
    );
    threads.watch(begun, viewing(presences));
  };

  const open = (sink: EventSink, viewer: OpenStream['viewer'], channelId: string | null) => {
    if (isClosed) return sink.end();
    const stream = newStream(viewer, channelId, sink);
    streams.add(stream);
    sink.onEnd(() => {
      streams.delete(stream);
      if (streams.size === 0) stopRunning?.();
    });
    serial('begin', beginAll).catch((err: unknown) => cannotBegin(err, [stream]));
  };

  return {
    listen(viewer, channelId) {
      requireRoom(viewer, streams);
      return new EventStream((sink) => open(sink, viewer, channelId));
    },
    catchUp: () => inTurn('catchUp', catchUpNow),
    recheck: () => inTurn('rights', recheck),
    openCount: () => streams.size,
    close() {
      isClosed = true;
      for (const { sink } of streams) sink.end();
      stopRunning?.();
    },
  };
}
