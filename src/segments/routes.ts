import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import {
  countFriends,
  getFriend,
  listFriends,
  listNewestFriends,
  presentFriend,
  presentFriendsPage,
} from '../friends/index.js';
import { FriendId, FriendsPage, PresentedFriend } from '../friends/schemas.js';
import { Language } from '../shared/language.js';
import { startBulkTagging } from '../tags/index.js';
import { TagId } from '../tags/core/tag.js';
import { PresentedOperation } from '../operations/schemas.js';
import { presentOperation } from '../operations/index.js';
import { checkRule } from './check-rule.js';
import { readRule } from './core/read-rule.js';
import { SegmentRule } from './core/rule.js';
import { countSegment, segmentFilter } from './count-segment.js';
import { deleteSegment } from './delete-segment.js';
import { explainMembership } from './explain-membership.js';
import { getKnown } from './known.js';
import { listTransitions } from './list-transitions.js';
import { previewSegment } from './preview-segment.js';
import { createSegment, getSegment, updateSegment } from './save-segment.js';
import {
  Because,
  BulkTagging,
  MatchingInput,
  PresentedPreview,
  PresentedSegment,
  PresentedTransition,
  SegmentBody,
  TransitionsQuery,
} from './schemas.js';
import { SEGMENTS_MAX, SegmentModel, SegmentVersionModel, type Segment } from './segment.model.js';

const tag = 'Segments';
const params = z.object({ id: FriendId });
const inLanguage = { language: Language.default('en') };
const Change = z.object({ entering: z.number(), leaving: z.number() });

const present = ({ _id, fillingBy, rankDueAt: _due, ...rest }: Segment) => ({
  id: _id,
  isFilling: fillingBy !== null,
  ...rest,
});

export const routes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/segments/count',
    access: { scope: 'read' },
    summary: 'How many friends meet a rule now, with a few of them',
    tag,
    body: z.strictObject({ channelId: ChannelId.optional(), rule: SegmentRule }),
    response: z.object({ count: z.number(), samples: z.array(PresentedFriend) }),
    handle: async (ctx, { body }) => {
      const channel = await resolveChannel(ctx, body.channelId);
      const { count, samples } = await countSegment(ctx, channel._id, body.rule);
      const now = ctx.clock.now();
      return { count, samples: samples.map((friend) => presentFriend(friend, now)) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/segments/friends',
    access: { scope: 'read', area: 'friends' },
    summary: 'Friends who meet a rule now, those who came last first, a page at a time',
    tag,
    body: MatchingInput,
    response: FriendsPage,
    handle: async (ctx, { body: { channelId, rule, before = null, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const filter = await segmentFilter(ctx, channel._id, rule);
      const friends = await listNewestFriends(filter, { beforeId: before, limit });
      return presentFriendsPage(friends, limit, ctx.clock.now());
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/tags/:tagId/bulk/rule',
    access: { scope: 'write', area: 'tags' },
    summary: 'Tag everybody who meets a rule now, or take the tag from them, as an operation with undo',
    tag,
    status: 202,
    params: z.object({ tagId: TagId }),
    body: BulkTagging.extend({ channelId: ChannelId.optional(), rule: SegmentRule }),
    response: PresentedOperation,
    handle: async (ctx, { params: { tagId }, body: { channelId, rule, ...rest } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      await checkRule(ctx, _id, rule, await getKnown(ctx, _id, [rule]));
      const filter = await segmentFilter(ctx, _id, rule);
      return presentOperation(await startBulkTagging(ctx, { channelId: _id, tagId, filter, ...rest }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/segments/preview',
    access: { scope: 'read' },
    summary:
      'What a rule would find: count, samples, what each part leaves, what saving would change, and which index answers it',
    tag,
    body: z.strictObject({
      channelId: ChannelId.optional(),
      rule: SegmentRule,
      segmentId: FriendId.optional(),
      ...inLanguage,
    }),
    response: PresentedPreview,
    handle: async (ctx, { body: { channelId, rule, segmentId = null, language } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const { samples, found, ...preview } = await previewSegment(ctx, channel._id, { rule, segmentId, language });
      const now = ctx.clock.now();
      return { ...preview, ...found, samples: samples.map((friend) => presentFriend(friend, now)) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/segments',
    access: { scope: 'write' },
    summary: 'Save a segment; an operation looks at all friends and notes who is in it',
    tag,
    status: 201,
    body: SegmentBody.extend({ channelId: ChannelId.optional() }),
    response: PresentedSegment.extend({ change: Change }),
    handle: async (ctx, { body: { channelId, ...input } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const { segment, change } = await createSegment(ctx, channel._id, input);
      return { ...present(segment), change };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments',
    access: { scope: 'read' },
    summary: 'List the segments with how many friends are in each and what each says',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional(), ...inLanguage }),
    response: z.object({ segments: z.array(PresentedSegment.extend({ reading: z.string(), count: z.number() })) }),
    handle: async (ctx, { query: { channelId, language } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const [found, known] = await Promise.all([
        SegmentModel.find({ channelId: channel._id }).sort({ name: 1 }).limit(SEGMENTS_MAX).lean(),
        getKnown(ctx, channel._id),
      ]);
      const counts = await Promise.all(found.map(({ _id }) => countFriends(membersOf(channel._id, _id))));
      return {
        segments: found.map((segment, index) => ({
          ...present(segment),
          reading: readRule(segment.rule, known, language),
          count: counts[index] ?? 0,
        })),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/:id',
    access: { scope: 'read' },
    summary: 'Read one segment: its rule, in plain language too, how many are in it, and what uses it',
    tag,
    params,
    query: z.strictObject(inLanguage),
    response: PresentedSegment.extend({
      reading: z.string(),
      count: z.number(),
      usedBy: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
    }),
    handle: async (ctx, { params: { id }, query: { language } }) => {
      const segment = await getSegment(id);
      const { channelId } = segment;
      const [known, count, usedBy] = await Promise.all([
        getKnown(ctx, channelId),
        countFriends(membersOf(channelId, id)),
        ctx.findReferences(channelId, { kind: 'segment', id }),
      ]);
      return { ...present(segment), reading: readRule(segment.rule, known, language), count, usedBy };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/segments/:id',
    access: { scope: 'write' },
    summary: 'Change a segment; `version` is the one that was edited',
    tag,
    params,
    body: SegmentBody.extend({ version: z.number().int().min(1) }),
    response: PresentedSegment.extend({ change: Change }),
    handle: async (ctx, { params: { id }, body: { version, ...input } }) => {
      const { segment, change } = await updateSegment(ctx, id, version, input);
      return { ...present(segment), change };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/segments/:id',
    access: { scope: 'write' },
    summary: 'Delete a segment that nothing uses',
    tag,
    params,
    status: 204,
    handle: async (ctx, { params: { id } }) => deleteSegment(ctx, id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/:id/versions',
    access: { scope: 'read' },
    summary: 'The rules that a segment had, newest first',
    tag,
    params,
    response: z.object({
      versions: z.array(z.object({ version: z.number(), name: z.string(), rule: SegmentRule, savedAt: z.date() })),
    }),
    handle: async (_ctx, { params: { id } }) => {
      const segment = await getSegment(id);
      const found = await SegmentVersionModel.find({ segmentId: segment._id }).sort({ version: -1 }).limit(200).lean();
      return { versions: found.map(({ version, name, rule, savedAt }) => ({ version, name, rule, savedAt })) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/:id/friends',
    access: { scope: 'read' },
    summary: 'Friends who are in a segment, a page at a time',
    tag,
    params,
    query: z.strictObject({
      after: FriendId.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: FriendsPage,
    handle: async (ctx, { params: { id }, query: { after, limit } }) => {
      const { channelId } = await getSegment(id);
      const page = after === undefined ? { limit } : { limit, afterId: after };
      const friends = await listFriends(membersOf(channelId, id), page);
      return presentFriendsPage(friends, limit, ctx.clock.now());
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/:id/transitions',
    access: { scope: 'read' },
    summary: 'Who entered and left a segment, newest first',
    tag,
    params,
    query: TransitionsQuery,
    response: z.object({ transitions: z.array(PresentedTransition), next: z.string().nullable() }),
    handle: async (_ctx, { params: { id }, query }) =>
      listTransitions({ segmentId: (await getSegment(id))._id }, query),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/segments/:id/friends/:friendId/why',
    access: { scope: 'read' },
    summary: 'Why a friend is in a segment or out of it: each condition with the value that it sees',
    tag,
    params: z.object({ id: FriendId, friendId: FriendId }),
    query: z.strictObject(inLanguage),
    response: z.object({
      isIn: z.boolean(),
      since: z.date().nullable(),
      reading: z.string(),
      because: z.array(Because.extend({ reading: z.string() })),
      nextCheckAt: z.date().nullable(),
      transitions: z.array(PresentedTransition),
    }),
    handle: async (ctx, { params: { id, friendId }, query: { language } }) =>
      explainMembership(ctx, await getSegment(id), await getFriend(friendId), language),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/segments/:id/tags/:tagId',
    access: { scope: 'write' },
    summary: 'Tag everybody who is in a segment, or take the tag from them, as an operation with undo',
    tag,
    status: 202,
    params: z.object({ id: FriendId, tagId: TagId }),
    body: BulkTagging,
    response: PresentedOperation,
    handle: async (ctx, { params: { id, tagId }, body }) => {
      const { channelId, rule } = await getSegment(id);
      const filter = await segmentFilter(ctx, channelId, rule);
      return presentOperation(await startBulkTagging(ctx, { channelId, tagId, filter, ...body }));
    },
  }),
];

const membersOf = (channelId: string, segmentId: string) => ({ channelId, 'segments.id': segmentId });
