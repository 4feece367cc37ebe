/** The simulator's own choices where LINE publishes nothing. Every default here is invented. */
export interface Settings {
  /** Multiplies every published rate and its bucket; 0 switches rate limits off. */
  rateFactor: number;
  /** Burst of a per-second limit, in seconds of its rate. LINE publishes no bucket capacity. Invented. */
  bucketSeconds: number;
  /** Attempts of webhook redelivery after the first one failed. LINE does not disclose the count. Invented. */
  redeliveryAttempts: number;
  /** Milliseconds between two redelivery attempts. LINE does not disclose the interval. Invented. */
  redeliveryIntervalMs: number;
  /** Milliseconds until a bulk link, bulk unlink or batch takes effect; LINE says "a few seconds". Invented. */
  bulkLinkDelayMs: number;
  /** People whom a batch relinks before it fails, so that it is to be resumed; 0: it never fails. Invented. */
  batchPeopleMax: number;
  /** Milliseconds a narrowcast waits before it starts to send. Invented. */
  narrowcastWaitingMs: number;
  /** Milliseconds a narrowcast takes to send. Invented. */
  narrowcastSendingMs: number;
  /** Milliseconds until an uploaded audience is ready; LINE says up to hours. Invented. */
  audienceReadyMs: number;
  /** Fewest friends for a narrowcast with attributes: LINE's own 100, lowered for a small demo. */
  narrowcastReachMin: number;
  /** Fewest final recipients of a narrowcast and fewest people in each of several audiences: LINE's own 50. */
  narrowcastRecipientsMin: number;
  /** Entries kept of each chat in memory; counts are never dropped. Invented. */
  chatEntriesMax: number;
  /** Accepted requests kept with their recipients; older ones remain as counts. Invented. */
  ledgerRowsMax: number;
  /** Milliseconds between a change and its saving to the state file. Invented. */
  saveDelayMs: number;
  /** Entries of each chat that go to the state file. Invented. */
  savedChatEntriesMax: number;
  /** Ledger rows that go to the state file. Invented. */
  savedLedgerRowsMax: number;
}

export const DEFAULT_SETTINGS: Settings = {
  rateFactor: 1,
  bucketSeconds: 1,
  redeliveryAttempts: 3,
  redeliveryIntervalMs: 60_000,
  bulkLinkDelayMs: 2_000,
  batchPeopleMax: 0,
  narrowcastWaitingMs: 1_000,
  narrowcastSendingMs: 1_000,
  audienceReadyMs: 3_000,
  narrowcastReachMin: 100,
  narrowcastRecipientsMin: 50,
  chatEntriesMax: 1_000,
  ledgerRowsMax: 500_000,
  saveDelayMs: 1_000,
  savedChatEntriesMax: 200,
  savedLedgerRowsMax: 100_000,
};
