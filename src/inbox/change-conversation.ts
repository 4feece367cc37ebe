import { nameActor } from '../access/index.js';
import type { Actor, Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';
import type { FriendConversation } from '../friends/core/friend.js';
import type { DomainEvent } from '../infra/announcements/event.js';
import { insertMissing, untilWritten } from '../infra/mongo/model.js';
import { ConversationModel, EntryModel, TOUCH, type Conversation, type Entry } from './conversation.model.js';
import { BECAUSE_MERGED, BECAUSE_MERGE_UNDONE, happenedIn, type Happening } from './core/happenings.js';
import { withFormerSight } from './core/sight.js';
import { EVENTS, type EventName } from './events.js';
import { signalChanged } from './signal-changed.js';

const TRIES_MAX = 20; // writers of one conversation are few; more losses in a row than this is a bug

/** Fields of a conversation that are absent rather than null. */
const OPTIONAL = ['openFor', 'snoozedUntil', 'waitingSince', 'readToken', 'textsDueAt'] as const;
type Optional = (typeof OPTIONAL)[number];
type Fields = Omit<
  Conversation,
  '_id' | 'channelId' | 'rev' | 'version' | 'changedAt' | 'outbox' | 'owedAt' | 'formerSights' | 'answering' | Optional
>;

/** What a decision changes and announces. An optional field that is set to null is removed. */
export interface ConversationChange {
  set: Partial<Fields> & { [Field in Optional]?: NonNullable<Conversation[Field]> | null };
  /** What stands between the messages; null for nothing. */
  entry: string | null;
  announce: EventName | null;
  data?: Record<string, unknown>;
  operationId?: string | undefined;
  /** Whether it is decided anew when the friend says something meanwhile, which no revision tells. */
  goesByHeard?: boolean;
  /** When the first of the answers was given that did not arrive, with none after them that did. */
  notSentSince?: Date;
}

type Needs = Pick<Context, 'actor' | 'clock' | 'publish' | 'signal'>;
type Decide = (current: Conversation) => ConversationChange | null;

/**
 * Changes one conversation: `decide` sees it as stored and returns what to change, or null for nothing. The write holds only
 * on the revision that was decided on. What it means for the friend's record, the thread and listeners is stored with it and
 * then done.
 */
export async function changeConversation(
  ctx: Needs,
  conversation: string | Conversation,
  decide: Decide,
): Promise<Conversation> {
  let current = typeof conversation === 'string' ? await readConversation(conversation) : conversation;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const change = decide(current);
    if (!change) return current;
    const next = apply(ctx, current, change);
    const written = await untilWritten(() =>
      ConversationModel.collection.updateOne(
        { _id: current._id as never, rev: current.rev, ...heardOf(current, change) },
        updateFor(change, next, happenedBy(ctx, current, next, change)) as never,
      ),
    );
    if (written.matchedCount === 1) return (await settleConversation(ctx, next)).conversation;
    current = await readConversation(current._id);
  }
  throw new ConflictError(`Conversation ${current._id} is being changed by too many people at once.`);
}

const heardOf = ({ lastInboundAt }: Conversation, { goesByHeard = false }: ConversationChange) =>
  goesByHeard ? { lastInboundAt } : {};

/** The conversation as stored, for a change; NotFoundError when there is none. */
export async function readConversation(conversationId: string): Promise<Conversation> {
  const found = await ConversationModel.findById(conversationId).lean();
  if (!found) throw new NotFoundError('conversation', conversationId);
  return found;
}

function apply(ctx: Needs, current: Conversation, change: ConversationChange): Conversation {
  const now = ctx.clock.now();
  const set = Object.entries(change.set).filter(([, value]) => value !== null || !isOptional(value));
  const kept: Record<string, unknown> = { ...current, ...Object.fromEntries(set) };
  for (const field of OPTIONAL) if (change.set[field] === null) delete kept[field];
  const changed = kept as unknown as Conversation;
  const formerSights = withFormerSight(current.formerSights, { before: current, after: changed }, now);
  const next = { ...changed, formerSights, rev: current.rev + 1, version: current.version + 1 };
  const owed = owedFor(ctx, next, change);
  return { ...next, outbox: owed.entry || owed.event ? [...current.outbox, owed] : current.outbox, owedAt: now };
}

const isOptional = (field: unknown): boolean => OPTIONAL.some((one) => one === field);

/** What counts of a change for service levels and reports. */
export const happenedBy = (
  { actor, clock }: Pick<Context, 'actor' | 'clock'>,
  before: Conversation | null,
  after: Conversation,
  { entry, announce, data, notSentSince }: Pick<ConversationChange, 'entry' | 'announce' | 'data' | 'notSentSince'>,
): Happening[] =>
  happenedIn(before, after, {
    at: clock.now(),
    by: namelessly(actor),
    isHandOver: [entry, announce].includes('handedOver'),
    isUndo: entry === 'undone' || data?.['because'] === BECAUSE_MERGE_UNDONE,
    isMerge: data?.['because'] === BECAUSE_MERGED,
    notSentSince,
  });

/** Reports outlive friends, so they do not say which one it was. */
const namelessly = (actor: Actor): string => (actor.kind === 'friend' ? 'friend' : nameActor(actor));

function updateFor({ set }: ConversationChange, next: Conversation, happened: Happening[]): object {
  const given = Object.entries(set);
  const gone = given.filter(([field, value]) => value === null && isOptional(field)).map(([field]) => [field, '']);
  const put = given.filter(([field, value]) => !(value === null && isOptional(field)));
  return {
    $set: {
      ...Object.fromEntries(put),
      rev: next.rev,
      outbox: next.outbox,
      owedAt: next.owedAt,
      formerSights: next.formerSights,
      ...(happened.length > 0 ? { serviceCheckAt: next.owedAt } : {}),
    },
    ...(happened.length > 0 ? { $push: { happened: { $each: happened } } } : {}),
    ...(gone.length > 0 ? { $unset: Object.fromEntries(gone) } : {}),
    ...TOUCH,
  };
}

/** What a change is still to do: its line between the messages and its announcement, with ids derived from it. */
export function owedFor(
  ctx: Pick<Context, 'actor' | 'clock'>,
  next: Conversation,
  { entry: name, announce, data = {}, operationId }: Omit<ConversationChange, 'set'>,
): { entry: Entry | null; event: DomainEvent | null } {
  const { _id: conversationId, channelId, friendId, groupId, rev, state, assigneeId, teamId, firstStaffAt } = next;
  const at = ctx.clock.now();
  const by = nameActor(ctx.actor);
  // What is announced of a friend is found by an id that begins with theirs.
  const id = `${friendId ?? groupId ?? ''}:conversation/${conversationId}:${rev}`;
  const payload = { conversationId, groupId, state, assigneeId, teamId, isAnswered: firstStaffAt !== null, by };
  return {
    entry:
      name === null
        ? null
        : {
            _id: id,
            channelId,
            conversationId,
            friendId,
            groupId,
            kind: 'event',
            at,
            by,
            text: null,
            mentions: [],
            editedAt: null,
            name,
            data,
            ...(operationId === undefined ? {} : { operationId }),
          },
    event: announce && { ...EVENTS[announce].of(payload, at), id, channelId, friendId },
  };
}

/**
 * Does what a conversation still owes: the friend's record shows it, lines stand in the thread, listeners and consoles hear of
 * it. Each part may be done twice.
 */
export async function settleConversation(
  ctx: Pick<Context, 'clock' | 'publish' | 'signal'>,
  conversation: Conversation,
  known?: FriendDocument,
): Promise<{ conversation: Conversation; friend: FriendDocument | null }> {
  const { _id, friendId, outbox, rev } = conversation;
  const friend = friendId === null ? null : await showOnFriend(ctx, known ?? friendId, conversation);
  const entries = outbox.flatMap(({ entry }) => entry ?? []);
  if (entries.length > 0) await insertMissing(EntryModel, entries);
  const events = outbox.flatMap(({ event }) => event ?? []);
  if (events.length > 0) await ctx.publish(events);
  await untilWritten(() =>
    ConversationModel.collection.updateOne(
      { _id: _id as never, rev },
      { $set: { outbox: [] }, $unset: { owedAt: '' }, ...TOUCH },
    ),
  );
  signalChanged(ctx, [_id]);
  const { owedAt: _done, ...settled } = conversation;
  return { conversation: { ...settled, outbox: [] }, friend };
}

async function showOnFriend(
  ctx: Pick<Context, 'clock'>,
  friend: string | FriendDocument,
  conversation: Conversation,
): Promise<FriendDocument | null> {
  const { _id: id, state, stateAt: since, heldSince, rev } = conversation;
  try {
    return await changeFriend(ctx, friend, ({ conversation: shown }) =>
      isNews(shown, conversation)
        ? { set: { conversation: { id, state, since, heldSince, rev }, segmentsCheckAt: ctx.clock.now() } }
        : null,
    );
  } catch (error) {
    // Erased meanwhile: the conversation goes the same way.
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** Of two conversations the one that is not resolved is shown, else the newer. */
function isNews(shown: FriendConversation | null, { _id, rev, state }: Conversation): boolean {
  if (!shown) return true;
  if (shown.id === _id) return shown.rev < rev;
  return shown.state === 'resolved' ? state !== 'resolved' || shown.id < _id : false;
}

const OVERDUE_MS = 5_000;
const SWEEP_MAX = 200;

/** Does what was left by a process that died between a change and what it owed. */
export async function sweepOwed(ctx: Pick<Context, 'clock' | 'publish' | 'signal'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - OVERDUE_MS);
  const left = await ConversationModel.find({ owedAt: { $lt: before } })
    .sort({ owedAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  for (const conversation of left) await settleConversation(ctx, conversation);
}
