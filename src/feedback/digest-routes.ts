import { z } from 'zod';
import { getTimeZone, resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { nextDigestAt } from './core/digest.js';
import { Department } from './core/feedback.js';
import { retryDigest } from './retry-digest.js';
import { FeedbackDigestModel, type FeedbackDigest } from './digest.model.js';

const tag = 'Feedback';
const DIGESTS_MAX = 100;
const EMAILS_MAX = 20;
const InChannel = z.strictObject({ channelId: ChannelId.optional() });
const params = z.object({ department: Department });

const Receivers = InChannel.extend({
  webhook: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }).max(500),
      secret: z.string().min(16).max(200),
    })
    .nullable()
    .default(null),
  emails: z.array(z.email().max(200)).max(EMAILS_MAX).default([]),
}).refine(({ webhook, emails }) => webhook !== null || emails.length > 0, 'must have a webhook or emails');

const PresentedDigest = z.object({
  department: z.string(),
  channelId: z.string(),
  url: z.string().nullable(),
  emails: z.array(z.string()),
  nextAt: z.date(),
  /** Tries in a row that were not taken. */
  failedCount: z.number(),
  /** The latest one that nobody took for a day, from when it was due; null when none is, or it is tried again. */
  failed: z.object({ dueAt: z.date(), at: z.date(), reason: z.string() }).nullable(),
});
const present = ({ department, channelId, webhook, emails, dueAt, failedCount, failed }: FeedbackDigest) => ({
  department,
  channelId,
  url: webhook?.url ?? null,
  emails,
  nextAt: dueAt,
  failedCount,
  failed: failed ? { dueAt: failed.dueAt, at: failed.at, reason: failed.reason } : null,
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
    summary: 'Send a department its feedback every Monday at 9, as a signed POST to its server, by mail, or both',
    tag,
    params,
    body: Receivers,
    response: PresentedDigest,
    handle: async (ctx, { params: { department }, body: { channelId, webhook, emails } }) => {
      const { _id } = await resolveChannel(ctx, channelId);
      const others = { channelId: _id, department: { $ne: department } };
      if ((await FeedbackDigestModel.countDocuments(others)) >= DIGESTS_MAX)
        throw new ConflictError(`A channel has at most ${DIGESTS_MAX} departments with a digest.`);
      if (emails.length > 0 && !ctx.sendMail)
        throw new InvalidInputError('invalid_input', 'emails need a mail server: set SMTP_URL and MAIL_FROM.');
      const dueAt = nextDigestAt(ctx.clock.now(), await getTimeZone(_id));
      const digest: FeedbackDigest = {
        _id: `${_id}/${department}`,
        channelId: _id,
        department,
        webhook: webhook && { url: webhook.url, sealedSecret: ctx.secrets.seal(webhook.secret) },
        emails,
        dueAt,
        tryAt: dueAt,
        failedCount: 0,
      };
      await FeedbackDigestModel.replaceOne({ _id: digest._id }, digest, { upsert: true });
      return present(digest);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/feedback-digests/:department/retry',
    access: { scope: 'admin' },
    summary: 'Try the digest again that nobody took for a day',
    tag,
    params,
    body: InChannel,
    response: PresentedDigest,
    handle: async (ctx, { params: { department }, body: { channelId } }) =>
      present(await retryDigest(ctx, { channelId: (await resolveChannel(ctx, channelId))._id, department })),
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
