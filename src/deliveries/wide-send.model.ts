import { Anything, defineModel } from '../infra/mongo/model.js';
import type { LineMessage, NarrowcastProgress } from '../line/gateway.js';
import type { Demographic } from './core/demographic.js';
import type { Sender, SettledOutcome } from './delivery.model.js';

/**
 * gating: its recipients pass the gates. uploading, gathering: a narrowcast's audience is made, LINE takes it in. ready: LINE may
 * be called. inFlight: it was, or may have been. following: LINE took the narrowcast and sends it. settling: it is known how it
 * ended. settled: every delivery has its outcome. abandoned: it ended before LINE was called.
 */
export type WideSendState =
  'gating' | 'uploading' | 'gathering' | 'ready' | 'inFlight' | 'following' | 'settling' | 'settled' | 'abandoned';

/** The audience at LINE that a narrowcast goes to: made of deliveries in order of their ids. */
export interface WideAudience {
  id: number | null;
  /** Each attempt has a description of its own, by which an audience that was not noted is found again. */
  attempt: number;
  uploadedThrough: string | null;
  /** Since when LINE is asked whether it is ready. */
  askedSince: Date | null;
  /** People whom LINE took in: some of those uploaded it leaves out without a word. */
  size: number | null;
}

/** One request to LINE that reaches many: content and retry key are stored before the first call. Its id is its sender's. */
export interface WideSend {
  _id: string;
  channelId: string;
  sender: Sender;
  method: 'broadcast' | 'narrowcast';
  state: WideSendState;
  messages: LineMessage[];
  demographic: Demographic | null;
  retryKey: string;
  /** Last delivery that passed or failed its gates. */
  gatedThrough: string | null;
  /** Friends it is for as far as we know them, counted before the call. */
  recipients: number | null;
  audience: WideAudience;
  firstCallAt: Date | null;
  /** As on a delivery: LINE may have taken it without saying so. */
  mayBeTaken: boolean;
  requestId: string | null;
  acceptedAt: Date | null;
  progress: NarrowcastProgress | null;
  outcome: SettledOutcome | null;
  /** Why LINE refused it or did not send it, in words. */
  failure: string | null;
  /** When what it left at LINE is to be deleted. */
  cleanAt: Date | null;
  createdAt: Date;
  settledAt: Date | null;
}

export const WideSendModel = defineModel<WideSend>(
  'WideSend',
  'wideSends',
  {
    channelId: String,
    sender: Anything,
    method: String,
    state: String,
    messages: [Anything],
    demographic: Anything,
    retryKey: String,
    gatedThrough: String,
    recipients: Number,
    audience: Anything,
    firstCallAt: Date,
    mayBeTaken: Boolean,
    requestId: String,
    acceptedAt: Date,
    progress: Anything,
    outcome: Anything,
    failure: String,
    cleanAt: Date,
    createdAt: Date,
    settledAt: Date,
  },
  [[{ cleanAt: 1 }], [{ channelId: 1, settledAt: 1 }]],
);
