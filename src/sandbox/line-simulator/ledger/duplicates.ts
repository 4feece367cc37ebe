import type { LedgerRow } from './ledger.js';

/** Somebody who saw the same content more than once. */
export interface DuplicateSight {
  userId: string;
  contentHash: string;
  requestIds: string[];
  methods: string[];
}

/** A multicast whose `to` names somebody twice; LINE documents nothing about it. */
export interface RepeatedRecipients {
  requestId: string;
  userIds: string[];
}

export interface Duplicates {
  people: DuplicateSight[];
  multicasts: RepeatedRecipients[];
  /** False when old rows were dropped, so that an older first sight may be missing. */
  isComplete: boolean;
}

/** Who saw the same content under two different accepted requests. */
export function findDuplicates(rows: LedgerRow[], isComplete: boolean): Duplicates {
  const byContent = new Map<string, LedgerRow[]>();
  for (const row of rows) {
    const same = byContent.get(row.contentHash);
    if (same) same.push(row);
    else byContent.set(row.contentHash, [row]);
  }
  const people = [...byContent.values()].filter((same) => same.length > 1).flatMap(seenTwice);
  const multicasts = rows.filter((row) => row.method === 'multicast').flatMap(repeatedRecipients);
  return { people, multicasts, isComplete };
}

function seenTwice(rows: LedgerRow[]): DuplicateSight[] {
  const byPerson = new Map<string, LedgerRow[]>();
  for (const row of rows) {
    for (const userId of new Set(row.reachedIds)) {
      const seen = byPerson.get(userId);
      if (seen) seen.push(row);
      else byPerson.set(userId, [row]);
    }
  }
  return [...byPerson]
    .filter(([, seen]) => seen.length > 1)
    .map(([userId, seen]) => ({
      userId,
      contentHash: seen[0]?.contentHash ?? '',
      requestIds: seen.map((row) => row.requestId),
      methods: seen.map((row) => row.method),
    }));
}

function repeatedRecipients(row: LedgerRow): RepeatedRecipients[] {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const userId of row.recipients) (once.has(userId) ? twice : once).add(userId);
  return twice.size ? [{ requestId: row.requestId, userIds: [...twice] }] : [];
}
