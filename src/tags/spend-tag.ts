import type { Context } from '../context.js';
import { ConflictError } from '../errors.js';
import { changeFriend, type Friend, type FriendDocument } from '../friends/index.js';
import type { FriendTag } from '../friends/core/friend-tag.js';
import { insertNew } from '../infra/mongo/model.js';
import { changeTags, isInOrder, type EntryEffect } from './core/change-tags.js';
import { balanceAt, type TagEntry } from './core/state.js';
import type { TagBehaviour } from './core/tag.js';
import { entriesByTag, readLedger, toFriendChange, type NewTagEntry } from './record-tag-entries.js';
import { TagLedgerModel } from './tag.model.js';
import { readTagging } from './tagging.js';

type Spending = Omit<NewTagEntry, 'op' | 'weight' | 'until'> & { amount: number };

type Outcome = { isTaken: true; at: Date; effect: EntryEffect | null } | { isTaken: false; balance: number };

/**
 * Takes an amount off the intensity of a friend's tag, or refuses when less than the tag's minimum would be left. It is
 * decided with the friend in hand, so two at once cannot both take the last one; the same cause takes once.
 */
export async function spendTag(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  { tagId, amount, at, eventId, source, actor, reason }: Spending,
): Promise<FriendDocument> {
  const { behaviours } = await readTagging(ctx, friend.channelId);
  const min = behaviours.get(tagId)?.intensity?.min ?? 0;
  const id = `${friend._id}/${tagId}/${eventId}/${source.id}`;
  const row = { friendId: friend._id, channelId: friend.channelId, tagId, at, eventId, source };
  await finishSpent(friend, tagId);
  const isNew = await insertNew(TagLedgerModel, [
    {
      _id: id,
      ...row,
      op: 'spend',
      weight: -amount,
      ...(actor ? { actor } : {}),
      ...(reason === undefined ? {} : { reason }),
      isPending: true,
      recordedAt: ctx.clock.now(),
    },
  ]);
  if (isNew === 0) {
    const earlier = await TagLedgerModel.findById(id).lean();
    if (earlier?.op !== 'spend' || earlier.weight !== -amount)
      throw new ConflictError(`externalId of ${eventId} was used for something else on tag ${tagId} before.`);
    if (earlier.isRefused) throw refusal(tagId, amount, earlier.before ?? 0, min);
    if (!earlier.isPending) return friend;
  }
  let outcome: Outcome = { isTaken: false, balance: 0 };
  const changed = await changeFriend(ctx, friend, async (current) => {
    const state = current.tags.find((one) => one.tagId === tagId) ?? null;
    const now = ctx.clock.now();
    const entry = { id, tagId, at: after(state, now), op: 'spend' as const, weight: -amount, source };
    if (state?.spent.includes(id)) {
      outcome = { isTaken: true, at: state.changedAt, effect: null };
      return null;
    }
    const balance = balanceAt(state, entry.at);
    outcome = { isTaken: false, balance };
    if (balance - amount < min) return null;
    const ledgers = isInOrder(current, behaviours, [entry]) ? null : await ledgerWith(current, behaviours, entry);
    const change = changeTags(current, behaviours, [entry], now, ledgers);
    outcome = { isTaken: true, at: entry.at, effect: change.effects.find((one) => one.id === id) ?? null };
    return toFriendChange(change);
  });
  return settleRow(changed, id, outcome, { tagId, amount, min });
}

/** A spending is decided now, so it comes after everything that was. */
const after = (state: FriendTag | null, now: Date) =>
  state && state.changedAt >= now ? new Date(state.changedAt.getTime() + 1) : now;

async function ledgerWith(
  friend: Friend,
  behaviours: ReadonlyMap<string, TagBehaviour>,
  entry: TagEntry & { tagId: string },
) {
  const ledgers = entriesByTag(await readLedger(friend._id, [entry.tagId]), friend.tags, behaviours);
  ledgers.set(entry.tagId, [...(ledgers.get(entry.tagId) ?? []), entry]);
  return ledgers;
}

async function settleRow(
  friend: FriendDocument,
  id: string,
  outcome: Outcome,
  { tagId, amount, min }: { tagId: string; amount: number; min: number },
): Promise<FriendDocument> {
  if (!outcome.isTaken) {
    await TagLedgerModel.updateOne(
      { _id: id, isPending: true },
      { $set: { isRefused: true, before: outcome.balance }, $unset: { isPending: '' } },
    );
    throw refusal(tagId, amount, outcome.balance, min);
  }
  const { before, after: left, expiresBefore, expiresAfter } = outcome.effect ?? {};
  const columns = outcome.effect ? { at: outcome.at, before, after: left, expiresBefore, expiresAfter } : {};
  await TagLedgerModel.updateOne({ _id: id }, { $set: columns, $unset: { isPending: '', isRefused: '' } });
  return friend;
}

/** Marks spendings as decided that a process took and could not write down before it died. */
async function finishSpent(friend: FriendDocument, tagId: string): Promise<void> {
  const spent = friend.tags.find((one) => one.tagId === tagId)?.spent ?? [];
  if (spent.length > 0)
    await TagLedgerModel.updateMany({ _id: { $in: spent }, isPending: true }, { $unset: { isPending: '' } });
}

const refusal = (tagId: string, amount: number, balance: number, min: number) =>
  new ConflictError(
    `Tag ${tagId} has ${balance}; taking ${amount} would leave less than its minimum of ${min}. Nothing was taken.`,
    { balance, amount, min },
  );
