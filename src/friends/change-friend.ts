import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import type { DomainEvent, EventDraft } from '../infra/announcements/event.js';
import { untilWritten } from '../infra/mongo/model.js';
import type { Friend } from './core/friend.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

const TRIES_MAX = 20; // writers of one friend are few; more losses in a row than this is a bug

/** What a decision changes on a friend, and what it announces. */
export interface FriendChange {
  set?: Partial<Omit<Friend, '_id' | 'channelId' | 'lineUserId' | 'rev'>>;
  announce?: EventDraft[];
}

/** Sees the friend as stored; `isRepeated` says that another writer was faster since the last look. */
type Decide = (friend: Friend, look: { isRepeated: boolean }) => FriendChange | null | Promise<FriendChange | null>;

type Needs = Pick<Context, 'clock'>;

/**
 * Changes one friend: `decide` sees the friend as stored and returns what to change, or null for nothing. The write holds
 * only on the revision that was decided on; when somebody else was faster, it decides again. The events wait in the same
 * document until `publishOutbox` hands them on, so a change and its announcement are never apart.
 */
export async function changeFriend(
  ctx: Needs,
  friend: string | FriendDocument,
  decide: Decide,
): Promise<FriendDocument> {
  let current = typeof friend === 'string' ? await getFriendDocument(friend) : friend;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const change = await decide(current, { isRepeated: attempt > 0 });
    if (!change) return current;
    const next = applyChange(current, change, ctx.clock.now());
    const { _id, ...fields } = next;
    const ifUnchanged = { _id: _id as never, rev: current.rev };
    const $set = change.announce?.length
      ? { ...change.set, rev: fields.rev, outbox: fields.outbox, outboxAt: fields.outboxAt }
      : { ...change.set, rev: fields.rev };
    const written = await untilWritten(() => FriendModel.collection.updateOne(ifUnchanged, { $set }));
    if (written.matchedCount === 1) return next;
    current = await getFriendDocument(_id);
  }
  throw new ConflictError(`Friend ${current._id} is being changed by too many writers at once.`);
}

/** The friend after a change, with what it announces in the outbox. */
export function applyChange(current: FriendDocument, change: FriendChange, now: Date): FriendDocument {
  const rev = current.rev + 1;
  const events = (change.announce ?? []).map((draft, index): DomainEvent => ({
    ...draft,
    id: `${current._id}:${rev}:${index}`,
    channelId: current.channelId,
    friendId: current._id,
  }));
  const next = { ...current, ...change.set, rev, outbox: [...current.outbox, ...events] };
  return events.length > 0 ? { ...next, outboxAt: now } : next;
}

/** The friend with their outbox; NotFoundError when there is none. */
export async function getFriendDocument(friendId: string): Promise<FriendDocument> {
  const friend = await FriendModel.findById(friendId).lean();
  if (!friend) throw new NotFoundError('friend', friendId);
  return friend;
}

/** Publishes what a friend's changes announced, then empties the outbox unless the friend changed meanwhile. */
export async function publishOutbox(ctx: Pick<Context, 'publish'>, friend: FriendDocument): Promise<FriendDocument> {
  if (friend.outbox.length === 0) return friend;
  await ctx.publish(friend.outbox);
  await untilWritten(() =>
    FriendModel.collection.updateOne(
      { _id: friend._id as never, rev: friend.rev },
      { $set: { outbox: [] }, $unset: { outboxAt: '' } },
    ),
  );
  return { ...friend, outbox: [], outboxAt: undefined };
}

/** Changes a friend and publishes at once: the way for everything outside the webhook lanes. */
export async function changeFriendAndPublish(
  ctx: Needs & Pick<Context, 'publish'>,
  friendId: string,
  decide: Decide,
): Promise<Friend> {
  return publishOutbox(ctx, await changeFriend(ctx, friendId, decide));
}

const OUTBOX_OVERDUE_MS = 5_000;
const SWEEP_MAX = 200;

/** Publishes outboxes that were left behind by a process that died between change and publication. */
export async function sweepOutboxes(ctx: Pick<Context, 'clock' | 'publish'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - OUTBOX_OVERDUE_MS);
  const left = await FriendModel.find({ outboxAt: { $lt: before } })
    .sort({ outboxAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  for (const friend of left) await publishOutbox(ctx, friend);
}
