import type { Context } from '../context.js';
import type { ExportSource, HeldMerge, HoldingDefinition, TimelineSource } from '../edges.js';
import type { FriendTag } from '../friends/core/friend-tag.js';
import { getFriend, holdingOf } from '../friends/index.js';
import { eachPage } from '../infra/mongo/each-page.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { insertNew } from '../infra/mongo/model.js';
import { whyNotCounted } from './present-friend-tag.js';
import { refoldTags } from './refold-tags.js';
import { TagLinkOpeningModel } from './tag-link.model.js';
import { TagLedgerModel, type TagLedgerEntry } from './tag.model.js';

const ledger = holdingOf('tagLedger', TagLedgerModel);

/** The ledger of a friend's tags; whoever gets or gives some entries has their tags folded anew. */
export const holdings: HoldingDefinition[] = [
  {
    ...ledger,
    async move(ctx, merge) {
      const { tags } = await getFriend(merge.from._id);
      await ledger.move(ctx, merge);
      await bringValidity(ctx, merge, tags);
      await refoldTags(
        ctx,
        merge.to._id,
        tags.map(({ tagId }) => tagId),
      );
    },
    async moveBack(ctx, merge) {
      const { tags } = await getFriend(merge.from._id);
      const tagIds = tags.map(({ tagId }) => tagId);
      await TagLedgerModel.deleteMany({ friendId: merge.to._id, eventId: merge.id, op: 'merge' });
      await ledger.moveBack(ctx, merge);
      await refoldTags(ctx, merge.to._id, tagIds, { isWhole: true });
      await refoldTags(ctx, merge.from._id, tagIds, { isWhole: true });
    },
  },
  holdingOf('tagLinkOpenings', TagLinkOpeningModel),
];

/** A tag stays valid for as long as it was on either friend. */
async function bringValidity(ctx: Context, { id, at, from, to }: HeldMerge, tags: FriendTag[]): Promise<void> {
  const rows = tags.map(({ tagId, expiresAt }): TagLedgerEntry => ({
    _id: `${to._id}/${tagId}/${id}/merge`,
    channelId: to.channelId,
    friendId: to._id,
    tagId,
    at,
    op: 'merge',
    weight: 0,
    eventId: id,
    source: { kind: 'merge', id: from._id },
    until: expiresAt,
    recordedAt: ctx.clock.now(),
  }));
  await insertNew(TagLedgerModel, rows);
}

const KIND = 'tag.changed';

export const timeline: TimelineSource[] = [
  {
    name: 'tags',
    kinds: [KIND],
    async read(friendId, { before, limit }) {
      const entries = await TagLedgerModel.find({ friendId, ...beforeFilter('at', before) })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean();
      return entries.map(({ _id, at, friendId: _friendId, channelId: _channelId, ...data }) => ({
        id: _id,
        at,
        kind: KIND,
        data,
      }));
    },
  },
];

/** Each change of a tag, as the ledger has it, with who made it and why it counts for nothing. */
export const exports: ExportSource[] = [
  {
    name: 'ledger',
    columns: async () => [
      'id',
      'friendId',
      'tagId',
      'at',
      'op',
      'weight',
      'before',
      'after',
      'expiresBefore',
      'expiresAfter',
      'levels',
      'source',
      'actor',
      'reason',
      'suppressed',
      'eventId',
      'recordedAt',
    ],
    async *rows(_ctx, channelId) {
      for await (const { _id: id, ...entry } of eachPage(TagLedgerModel, { channelId }))
        yield { id, ...entry, suppressed: whyNotCounted({ _id: id, ...entry }) };
    },
  },
];
