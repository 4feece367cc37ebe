import { z } from 'zod';
import { nameActor } from '../access/index.js';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { DELIVERY_STATES } from '../deliveries/index.js';
import { defineRoute } from '../edges.js';
import { getFriendBehind } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { newId } from '../infra/ids.js';
import { Instant } from '../shared/instant.js';
import { Department, FeedbackDetails, FeedbackState, Message, FEEDBACK_STATES } from './core/feedback.js';
import { countFeedback } from './count-feedback.js';
import { editFeedback } from './edit-feedback.js';
import { FeedbackModel, type Feedback } from './feedback.model.js';
import { getFeedback, visibleTo } from './find-feedback.js';
import { moveFeedback } from './move-feedback.js';
import { openFeedback } from './open-feedback.js';
import { presentFeedback } from './present-feedback.js';
import { PresentedCounts } from './schemas.js';

const tag = 'Feedback';
const LISTED_MAX = 200;
const params = z.object({ id: z.string().min(1).max(60) });
const text = z.string().trim().min(1).max(2_000);
const Details = FeedbackDetails.extend({ dueAt: Instant.nullable().optional() });

const PresentedFeedback = z.object({
  id: z.string(),
  channelId: z.string(),
  friendId: z.string(),
  source: z.object({ kind: z.string(), id: z.string() }),
  text: z.string(),
  score: z.number().nullable(),
  /** What it was opened with, when the friend has changed the score since. */
  scoreBefore: z.number().nullable(),
  category: z.string().nullable(),
  department: z.string().nullable(),
  ownerId: z.string().nullable(),
  state: FeedbackState,
  dueAt: z.date().nullable(),
  isOverdue: z.boolean(),
  openedAt: z.date(),
  closedAt: z.date().nullable(),
  /** When LINE took what the friend was told last. */
  toldAt: z.date().nullable(),
  /** How it went to tell them. */
  telling: z
    .object({ deliveryId: z.string(), at: z.date(), state: z.enum(DELIVERY_STATES), reason: z.string().nullable() })
    .nullable(),
  moves: z.array(
    z.object({ from: FeedbackState, to: FeedbackState, at: z.date(), by: z.string(), note: z.string().nullable() }),
  ),
});

const present = async (ctx: Pick<Context, 'clock'>, feedback: Feedback) =>
  (await presentFeedback([feedback], ctx.clock.now()))[0];

export const feedbackRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/feedback',
    access: { scope: 'write' },
    summary: 'Take down feedback of a friend; promotions to them wait until it is closed',
    tag,
    status: 201,
    body: Details.extend({ friendId: FriendId, text }),
    response: PresentedFeedback,
    handle: async (ctx, { body }) => {
      const { _id: friendId, channelId } = await getFriendBehind(body.friendId);
      const source = { kind: 'staff' as const, id: nameActor(ctx.actor) };
      const opened = await openFeedback(ctx, { ...body, id: newId(), friendId, channelId, source });
      return present(ctx, opened);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/feedback',
    access: { scope: 'read' },
    summary: 'List feedback of a channel, newest first',
    tag,
    query: z.strictObject({
      channelId: ChannelId.optional(),
      state: FeedbackState.optional(),
      department: Department.optional(),
      limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(50),
    }),
    response: z.object({ feedback: z.array(PresentedFeedback) }),
    handle: async (ctx, { query: { channelId, state, department, limit } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const ofDepartment = department === undefined ? {} : { department };
      const states = state === undefined ? [...FEEDBACK_STATES] : [state];
      const filter = { channelId: channel._id, state: { $in: states }, ...ofDepartment, ...visibleTo(ctx) };
      const found = await FeedbackModel.find(filter).sort({ openedAt: -1 }).limit(limit).lean();
      return { feedback: await presentFeedback(found, ctx.clock.now()) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/feedback/counts',
    access: { scope: 'read' },
    summary: 'How much feedback is not closed, and how much of it is overdue; each at most 1,000',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: PresentedCounts,
    handle: async (ctx, { query }) => countFeedback(ctx, (await resolveChannel(ctx, query.channelId))._id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/feedback/:id',
    access: { scope: 'read' },
    summary: 'Read feedback with everything that was done about it',
    tag,
    params,
    response: PresentedFeedback,
    handle: async (ctx, { params: { id } }) => present(ctx, await getFeedback(ctx, id)),
  }),
  defineRoute({
    method: 'patch',
    path: '/api/v1/feedback/:id',
    access: { scope: 'write' },
    summary: 'Say whose matter feedback is, what it is about and until when',
    tag,
    params,
    body: Details,
    response: PresentedFeedback,
    handle: async (ctx, { params: { id }, body }) => present(ctx, await editFeedback(ctx, id, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/feedback/:id/move',
    access: { scope: 'send' },
    summary: 'Move feedback to another state; fixed, the friend can be told',
    tag,
    params,
    body: z.strictObject({
      to: FeedbackState,
      note: z.string().trim().min(1).max(500).optional(),
      message: Message.optional(),
    }),
    response: PresentedFeedback,
    handle: async (ctx, { params: { id }, body }) => present(ctx, await moveFeedback(ctx, id, body)),
  }),
];
