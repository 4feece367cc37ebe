import { createHash } from 'node:crypto';
import { SimulatorClock } from './clock.js';
import { Buckets } from './guards/buckets.js';
import { Faults } from './guards/faults.js';
import { RetryKeys } from './guards/retry-keys.js';
import { Identifiers } from './ids.js';
import { CallLog } from './ledger/call-log.js';
import { Calls } from './ledger/calls.js';
import { Ledger } from './ledger/ledger.js';
import { DEFAULT_SETTINGS, type Settings } from './settings.js';
import type { Happening, Simulator } from './simulator.js';
import { Webhooks } from './webhooks/webhooks.js';
import { createWorld } from './world/world.js';

export interface SimulatorParts {
  clock?: { now(): number } | undefined;
  seed?: string | undefined;
  settings?: Partial<Settings> | undefined;
  onHappening?: ((happening: Happening) => void) | undefined;
  /** The built phone; without it, `/phone` is a plain page that opens LIFF apps. */
  phoneFolder?: string | undefined;
}

/** Everything the simulator consists of, without any server around it. */
export function createSimulator(parts: SimulatorParts): Simulator {
  const { clock: base, seed, settings: changes, onHappening, phoneFolder } = parts;
  const settings = { ...DEFAULT_SETTINGS, ...changes };
  const clock = new SimulatorClock(base);
  const world = createWorld();
  return {
    settings,
    clock,
    world,
    ids: new Identifiers(seed),
    buckets: new Buckets(settings),
    faults: new Faults(seed === undefined ? Math.random : seededChance(seed)),
    retryKeys: new RetryKeys(),
    ledger: new Ledger(settings.ledgerRowsMax),
    calls: new Calls(),
    callLog: new CallLog(),
    webhooks: new Webhooks(clock, settings, world),
    channelIdByToken: new Map(),
    linkTokens: new Map(),
    loginCodes: new Map(),
    tell: onHappening,
    phoneFolder,
    touch: () => undefined,
  };
}

/** Chance that comes out the same for the same seed. */
function seededChance(seed: string): () => number {
  let draws = 0;
  return () => {
    draws += 1;
    return createHash('sha256').update(`${seed}:chance:${draws}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}
