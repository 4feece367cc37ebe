import { z } from 'zod';
import { getTimeZone, resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { nextDigestAt } from './core/digest.js';
import { Department } from './core/feedback.js';
import { FeedbackDigestModel, type FeedbackDigest } from './digest.model.js';

const tag = 'Feedback';
const DIGESTS_MAX = 100;
const InChannel = z.strictObject({ channelId: ChannelId.optional() });
const params = z.object({ department: Department });

const PresentedDigest = z.object({
  department: z.string(),
  channelId: z.string(),
  url: z.string(),
  nextAt: z.date(),
  /** Tries in a row that were not taken. */
  failedCount: z.number(),
});
const present = ({ department, channelId, url, dueAt, failedCount }: FeedbackDigest) => ({
  department,
  channelId,
  url,
  nextAt: dueAt,
  failedCount,
});

export const digestRoutes = [
  defineRoute({
    method: 'get',
    path: '/api/v1/feedback-digests',
    access: { scope: 'admin' },
    summary: 'The departments that get a weekly digest of their feedback, and where',
    tag,
    query: InChannel,
    response: z.object({ digests: z.array(PresentedDigest) }),
    handle: async (ctx, { query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const found = await FeedbackDigestModel.find({ channelId: channel._id }).limit(DIGESTS_MAX).lean();
      return { digests: found.map(present) };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/feedback-digests/:department',
    access: { scope: 'admin' },
    summary: 'Send a department its feedback every Monday at 9, as a signed POST to its server',
    tag,
    params,
    body: InChannel.extend({
      url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }).max(500),
      secret: z.string().min(16).max(200),
    }),
    response: PresentedDigest,
    handle: async (ctx, { params: { department }, body: { channelId, url, secret } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      if ((await FeedbackDigestModel.countDocuments({ channelId: _id })) >= DIGESTS_MAX)
        throw new ConflictError(`A channel has at most ${DIGESTS_MAX} departments with a digest.`);
      const dueAt = nextDigestAt(ctx.clock.now(), await getTimeZone(_id));
      const digest: FeedbackDigest = {
        _id: `${_id}/${department}`,
        channelId: _id,
        department,
        url,
        sealedSecret: ctx.secrets.seal(secret),
        dueAt,
        tryAt: dueAt,
        failedCount: 0,
      };
      await FeedbackDigestModel.replaceOne({ _id: digest._id }, digest, { upsert: true });
      return present(digest);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/api/v1/feedback-digests/:department',
    access: { scope: 'admin' },
    summary: 'Send a department no digest any longer',
    tag,
    params,
    query: InChannel,
    status: 204,
    handle: async (ctx, { params: { department }, query: { channelId } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      const { deletedCount } = await FeedbackDigestModel.deleteOne({ _id: `${_id}/${department}` });
      if (deletedCount === 0) throw new NotFoundError('feedback digest', department);
    },
  }),
];
