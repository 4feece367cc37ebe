import type { Context } from '../context.js';
import type { HeldFriend, HeldMerge, HoldingDefinition, TimelineSource } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { isDuplicateKey, type Filter } from '../infra/mongo/model.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { changeConversation } from './change-conversation.js';
import { ConversationModel, EntryModel, TOUCH, type Conversation, type Entry } from './conversation.model.js';
import { BECAUSE_MERGED, BECAUSE_MERGE_UNDONE } from './core/happenings.js';
import { DraftModel } from './draft.model.js';
import { MemberModel } from './member.model.js';
import { noteGone } from './note-gone.js';
import { ScheduledMessageModel } from './scheduled-message.model.js';
import { TextModel } from './text.model.js';

const conversations = holdingOf('conversations', ConversationModel, {
  beforeErase: (ctx, { _id }) => noteGone(ctx, _id),
});

/** What staff and a friend said, and what staff wrote about it. */
export const holdings: HoldingDefinition[] = [
  {
    ...conversations,
    async move(ctx, merge) {
      await joinOngoing(ctx, merge);
      await conversations.move(ctx, merge);
      await touchAllOf(merge.to._id);
    },
    async moveBack(ctx, merge) {
      const { from, to, id } = merge;
      const moved = { friendId: to._id, mergeId: id, openFor: to._id };
      await ConversationModel.collection.updateMany(moved, { $set: { openFor: from._id } });
      await conversations.moveBack(ctx, merge);
      await goOnAgain(ctx, merge);
      await touchAllOf(from._id);
    },
  },
  holdingOf('conversationEntries', EntryModel),
  holdingOf('conversationTexts', TextModel),
  holdingOf('scheduledMessages', ScheduledMessageModel),
  holdingOf('conversationDrafts', DraftModel),
  {
    // Known by LINE user id, which a merge leaves as it is.
    name: 'groupMembers',
    collections: ['groupMembers'],
    count: (friend) => MemberModel.countDocuments(memberOf(friend)),
    rows: (friend) => MemberModel.collection.find(memberOf(friend)).map((row) => ({ ...row })),
    async erase(_ctx, friend) {
      await MemberModel.deleteMany(memberOf(friend));
    },
    async move() {},
    async moveBack() {},
  },
];

const memberOf = ({ channelId, lineUserId }: HeldFriend) => ({ channelId, lineUserId });

/** Consoles show whom a conversation is with. */
const touchAllOf = (friendId: string) => ConversationModel.collection.updateMany({ friendId }, TOUCH);

/** A friend has one conversation that goes on: that of the friend who is merged away ends when the other has one. */
async function joinOngoing(ctx: Context, { from, to }: HeldMerge): Promise<void> {
  const ongoing = await ConversationModel.findOne({ openFor: from._id }).lean();
  if (!ongoing) return;
  try {
    await ConversationModel.updateOne({ _id: ongoing._id, openFor: from._id }, { $set: { openFor: to._id } });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const now = ctx.clock.now();
    await changeConversation(ctx, ongoing, ({ state }) =>
      state === 'resolved'
        ? null
        : {
            set: {
              state: 'resolved',
              stateAt: now,
              heldSince: null,
              resolvedAt: now,
              openFor: null,
              waitingSince: null,
              snoozedUntil: null,
            },
            entry: 'resolved',
            announce: 'resolved',
            data: { because: BECAUSE_MERGED, before: standingOf(ongoing) },
          },
    );
  }
}

const standingOf = ({ state, heldSince, waitingSince, snoozedUntil }: Conversation) => ({
  state,
  heldSince,
  waitingSince: waitingSince ?? null,
  snoozedUntil: snoozedUntil ?? null,
});

/** What ended by a merge that is undone goes on as it was, unless something became of it since. */
async function goOnAgain(ctx: Context, { from, to }: HeldMerge): Promise<void> {
  const latest = await ConversationModel.findOne({ friendId: from._id }).sort({ _id: -1 }).lean();
  if (!latest) return;
  const ended = await EntryModel.findOne({
    friendId: { $in: [from._id, to._id] },
    conversationId: latest._id,
    'data.because': BECAUSE_MERGED,
  })
    .sort({ at: -1 })
    .lean();
  const before = ended?.data['before'] as ReturnType<typeof standingOf> | undefined;
  if (!ended || !before) return;
  try {
    await changeConversation(ctx, latest, ({ state, rev }) =>
      state === 'resolved' && ended._id.endsWith(`:${rev}`)
        ? {
            set: { ...before, stateAt: ctx.clock.now(), resolvedAt: null, openFor: from._id },
            entry: 'reopened',
            announce: 'reopened',
            data: { because: BECAUSE_MERGE_UNDONE },
          }
        : null,
    );
  } catch (error) {
    // Another one with them goes on by now.
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Whether a change, by the id that its entry shares, ended a conversation because its friend was merged away. */
export const isEndedByMerge = async (entryId: string): Promise<boolean> =>
  (await EntryModel.exists({ _id: entryId, 'data.because': BECAUSE_MERGED })) !== null;

const NOTED = 'conversation.noted';
// That one was resolved is an activity of its own.
const NAMES = ['opened', 'reopened', 'assigned', 'handedOver', 'released', 'snoozed', 'woken'];
const kindOf = ({ kind, name }: Entry) => (kind === 'note' ? NOTED : `conversation.${name ?? ''}`);

export const timeline: TimelineSource[] = [
  {
    name: 'inbox',
    kinds: [NOTED, ...NAMES.map((name) => `conversation.${name}`)],
    async read(friendId, { before, kinds, limit }) {
      const names = NAMES.filter((name) => !kinds || kinds.includes(`conversation.${name}`));
      const notes = !kinds || kinds.includes(NOTED) ? [{ kind: 'note', text: { $ne: null } }] : [];
      const filter = {
        friendId,
        $and: [{ $or: [...notes, { kind: 'event', name: { $in: names } }] }, beforeFilter('at', before)],
      };
      const entries = await EntryModel.find(filter as Filter<Entry>)
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean();
      return entries.map((entry) => {
        const { _id: id, at, by, text, conversationId } = entry;
        const data = { conversationId, by, ...(text === null ? {} : { text }) };
        return { id, at, kind: kindOf(entry), chat: { conversationId }, data };
      });
    },
  },
];
