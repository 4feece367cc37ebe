import type { SimulatorClock } from './clock.js';
import type { Buckets } from './guards/buckets.js';
import type { Faults } from './guards/faults.js';
import type { RetryKeys } from './guards/retry-keys.js';
import type { Identifiers } from './ids.js';
import type { CallLog } from './ledger/call-log.js';
import type { Calls } from './ledger/calls.js';
import type { Ledger } from './ledger/ledger.js';
import type { Settings } from './settings.js';
import type { Webhooks } from './webhooks/webhooks.js';
import type { World } from './world/world.js';

/** Something that happened, told in one line. */
export interface Happening {
  kind: 'seen' | 'did' | 'menu' | 'call';
  channelId: string;
  userId?: string | undefined;
  text: string;
}

/** A granted authorization of LINE Login that waits to be exchanged. */
export interface LoginCode {
  userId: string;
  loginChannelId: string;
  nonce: string | undefined;
  redirectUri: string;
  codeChallenge: string | undefined;
  scope: string;
  expiresAt: number;
}

/** What every part of the simulator works with. */
export interface Simulator {
  settings: Settings;
  clock: SimulatorClock;
  ids: Identifiers;
  world: World;
  buckets: Buckets;
  faults: Faults;
  retryKeys: RetryKeys;
  ledger: Ledger;
  calls: Calls;
  callLog: CallLog;
  webhooks: Webhooks;
  /** Long-lived channel access tokens to their channel. */
  channelIdByToken: Map<string, string>;
  /** Link tokens for account linking. */
  linkTokens: Map<string, { channelId: string; userId: string; issuedAt: number; isUsed: boolean }>;
  loginCodes: Map<string, LoginCode>;
  /** Tells what happened; undefined when nobody listens, so that no line is made in vain. */
  tell: ((happening: Happening) => void) | undefined;
  /** Where the built phone is, if it is. */
  phoneFolder: string | undefined;
  /** Notes that there is something to save. */
  touch: () => void;
}
