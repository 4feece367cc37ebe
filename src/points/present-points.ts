import type { z } from 'zod';
import { isAlive, sumOf } from './core/lots.js';
import type { PointEntry, StoredPointRule } from './point.model.js';
import { readAccount, type Owner } from './read-account.js';
import type { PresentedBalance, PresentedEntry, PresentedPointRule } from './schemas.js';

const LOTS_SHOWN = 100;

/** What a friend can use at an instant, and when it ends. */
export async function getBalance(friend: Owner, now: Date): Promise<z.infer<typeof PresentedBalance>> {
  const { lots } = await readAccount(friend);
  const alive = lots.filter((lot) => isAlive(lot, now));
  const [next] = alive;
  return {
    balance: sumOf(alive),
    lots: alive.slice(0, LOTS_SHOWN),
    lotsCount: alive.length,
    nextExpiry: next?.expiresAt ? { at: next.expiresAt, points: next.points } : null,
  };
}

/** An entry as callers see it. */
export function presentEntry(entry: PointEntry): z.infer<typeof PresentedEntry> {
  const { _id: id, op, points, asked, parts, reverses, reason, source, actor, at, recordedAt } = entry;
  return {
    id,
    op,
    points,
    asked,
    expiresAt: op === 'earn' || op === 'expire' ? (parts[0]?.expiresAt ?? null) : null,
    reverses: reverses ?? null,
    reason,
    source: { ...source },
    actor: actor.kind === 'apiKey' ? { kind: actor.kind, keyId: actor.keyId } : { ...actor },
    at,
    recordedAt,
  };
}

export const presentPointRule = ({ _id, ...rule }: StoredPointRule): z.infer<typeof PresentedPointRule> => ({
  id: _id,
  ...rule,
});
