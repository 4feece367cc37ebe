import type { HoldingDefinition, TimelineSource } from '../edges.js';
import { AnnouncementModel } from '../infra/announcements/announcement.model.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { ArrivalModel } from './arrival.model.js';
import { holdingOf } from './holding-of.js';
import { MergeModel } from './merge.model.js';
import { NoteModel } from './note.model.js';

/** Arrivals are kept a day and by LINE user id; a merge leaves them to run out. */
const arrivals: HoldingDefinition = {
  name: 'arrivals',
  collections: ['arrivals'],
  count: ({ channelId, lineUserId }) => ArrivalModel.countDocuments({ _id: `${channelId}/${lineUserId}` }),
  rows: ({ channelId, lineUserId }) =>
    ArrivalModel.collection.find({ _id: `${channelId}/${lineUserId}` as never }).map((row) => ({ ...row })),
  async erase(_ctx, { channelId, lineUserId }) {
    await ArrivalModel.deleteOne({ _id: `${channelId}/${lineUserId}` });
  },
  async move() {},
  async moveBack() {},
};

/** Ids of announcements begin with the friend, or with the kind of an activity of theirs: a range finds them. */
const announcementsOf = (friendId: string) => ({
  $or: [`${friendId}:`, `activity.recorded:${friendId}/`].map((start) => ({
    _id: { $gte: start, $lt: `${start}\uffff` },
  })),
});

/** What was announced about a friend, for the month that it is kept. */
const announcements: HoldingDefinition = {
  name: 'announcements',
  collections: ['announcements'],
  count: ({ _id }) => AnnouncementModel.countDocuments(announcementsOf(_id)),
  async *rows({ _id }) {
    for await (const row of AnnouncementModel.find(announcementsOf(_id)).lean().cursor()) yield { ...row };
  },
  async erase(_ctx, { _id }) {
    await AnnouncementModel.deleteMany(announcementsOf(_id));
  },
  // Listeners that are still owed run for the friend that it happened to; for a merged one they find what remains.
  async move() {},
  async moveBack() {},
};

/** Merges that the friend was part of, with what the records held before. */
const merges: HoldingDefinition = {
  name: 'merges',
  collections: ['merges'],
  count: ({ _id }) => MergeModel.countDocuments(partOf(_id)),
  rows: ({ _id }) => MergeModel.collection.find(partOf(_id) as never).map((row) => ({ ...row })),
  async erase(_ctx, { _id }) {
    await MergeModel.deleteMany(partOf(_id));
  },
  async move() {},
  async moveBack() {},
};
const partOf = (friendId: string) => ({ $or: [{ keepId: friendId }, { absorbId: friendId }] });

export const holdings: HoldingDefinition[] = [holdingOf('notes', NoteModel), arrivals, announcements, merges];

export const timeline: TimelineSource[] = [
  {
    name: 'notes',
    kinds: ['note.added'],
    async read(friendId, { before, limit }) {
      const notes = await NoteModel.find({ friendId, deletedAt: null, ...beforeFilter('at', before) })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean();
      return notes.map(({ _id, at, text, by, editedAt }) => ({
        id: _id,
        at,
        kind: 'note.added',
        data: { text, by, editedAt },
      }));
    },
  },
];
