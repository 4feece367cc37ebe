import { ConflictError, NotFoundError } from '../errors.js';
import { appendEntry, type Appended, type Needs } from './append-entry.js';
import { isAlive, takeFrom, type Lot } from './core/lots.js';
import { newExpiry } from './earn-points.js';
import { PointEntryModel, type PointEntry, type PointSource } from './point.model.js';
import type { Account, Owner } from './read-account.js';
import { entryIdOf, type EntryDraft } from './write-entry.js';

/**
 * Takes an entry back by hand. Of what was earned it takes what is left of it, as far as the friend still has points; what was
 * spent comes back to where it was taken from, and what would be over by then ends like points that are earned now. Asking
 * again answers with what was done; ConflictError for an entry of another kind, or one of which nothing is left.
 */
export async function reverseEntry(
  ctx: Needs,
  friend: Owner,
  { entryId, reason, source }: { entryId: string; reason: string; source: PointSource },
): Promise<Appended> {
  const entry = await PointEntryModel.findOne({ _id: entryId, friendId: friend._id }).lean();
  if (!entry) throw new NotFoundError('point entry of this friend', entryId);
  const expiresAt = await newExpiry(ctx, friend.channelId);
  const cause = `reverse/${entryId}`;
  const appended = await appendEntry(ctx, friend, cause, async (account) => {
    const base = { op: 'reverse' as const, reason, source, at: ctx.clock.now(), reverses: entryId };
    if (entry.op === 'spend') return { ...base, parts: givenBack(entry, base.at, expiresAt) };
    if (entry.op !== 'earn')
      throw new ConflictError(`Entry ${entryId} is of the kind ${entry.op}; only earn and spend can be taken back.`);
    const left = entry.points - (await takenBackOf(entryId, entryIdOf(friend.channelId, cause)));
    if (left <= 0) throw new ConflictError(`All ${entry.points} points of entry ${entryId} were taken back before.`);
    return { ...base, ...taking(account, entry, left, base.at) };
  });
  if (!appended) throw new Error(`Reversal of ${entryId} was not decided.`);
  return appended;
}

/** Takes so many points of an earning back, of its own lot first; fewer when the friend has fewer. */
export function taking(
  { lots }: Account,
  { parts }: PointEntry,
  asked: number,
  now: Date,
): Pick<EntryDraft, 'asked' | 'parts'> {
  return { asked, parts: takeFrom(lots, asked, now, parts[0]?.expiresAt ?? null) };
}

/** How much of an earning was asked back so far, by others than this reversal. */
export async function takenBackOf(entryId: string, reversalId?: string): Promise<number> {
  const reversals = await PointEntryModel.find(
    { reverses: entryId, ...(reversalId !== undefined && { _id: { $ne: reversalId } }) },
    { asked: 1 },
  ).lean();
  return reversals.reduce((sum, { asked }) => sum + asked, 0);
}

const givenBack = ({ parts }: PointEntry, now: Date, renewedUntil: Date | null): Lot[] =>
  parts.map(({ expiresAt, points }) => ({
    expiresAt: isAlive({ expiresAt }, now) ? expiresAt : renewedUntil,
    points: -points,
  }));

/** Takes back what a cause gave, if it gave anything, once: whoever has the entry since a merge. */
export async function reverseCause(
  ctx: Needs,
  { channelId, cause, reason, source }: { channelId: string; cause: string; reason: string; source: PointSource },
): Promise<void> {
  const entryId = entryIdOf(channelId, cause);
  const entry = await PointEntryModel.findById(entryId).lean();
  if (!entry || entry.points <= (await takenBackOf(entryId))) return;
  await reverseEntry(ctx, { _id: entry.friendId, channelId }, { entryId, reason, source });
}
