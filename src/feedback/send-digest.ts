import { getChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { postSigned } from '../infra/post-signed.js';
import { raiseNotice } from '../notices/index.js';
import { backoffMs } from '../shared/backoff.js';
import { Language } from '../shared/language.js';
import { digestMail } from './core/digest-mail.js';
import { digestOf, nextDigestAt } from './core/digest.js';
import { DIGEST_WAYS, FeedbackDigestModel, type DigestWay, type FeedbackDigest } from './digest.model.js';
import { FeedbackModel } from './feedback.model.js';

export const SEND_DIGEST = 'feedback.digest';
const WEEK_MS = 7 * 24 * 3600 * 1000;
const FIRST_RETRY_MS = 60_000;
const RETRY_MS_MAX = 3600 * 1000;
const TRIES_MAX = 28; // about 22 hours
const REASON_LENGTH_MAX = 500;
const FEEDBACK_MAX = 5_000;
const SWEEP_MAX = 100;

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'sendMail' | 'signal'>;

/**
 * Sends the digest of a department that is due, to its server and by mail. One that does not take it is tried again, after longer
 * and longer, and holds nothing of the other back; after about a day it is given up, staff get a notice, and the next one is due
 * as ever. Whoever takes it as the process dies may get it twice: the id is the same.
 */
export async function sendDigest(ctx: Needs, digestId: string): Promise<void> {
  const digest = await FeedbackDigestModel.findById(digestId).lean();
  const now = ctx.clock.now();
  if (!digest || digest.dueAt > now || digest.tryAt > now) return;
  const { dueAt, failedCount } = digest;
  if (failedCount >= TRIES_MAX) return giveUp(ctx, digest, `nobody took it in ${failedCount} tries`);
  // Written before the call: when the process dies in it, somebody tries again a minute later.
  const tryAt = new Date(now.getTime() + backoffMs(failedCount + 1, FIRST_RETRY_MS, RETRY_MS_MAX));
  const taken = await FeedbackDigestModel.updateOne(
    { _id: digestId, dueAt, tryAt: digest.tryAt },
    { $set: { tryAt }, $inc: { failedCount: 1 } },
  );
  if (taken.modifiedCount === 0) return;
  const failed = await send(ctx, digest);
  if (!failed) return goOn(ctx, digest, {});
  if (failedCount + 1 < TRIES_MAX) throw failed.reason;
  await giveUp(ctx, digest, failed.reason instanceof Error ? failed.reason.message : String(failed.reason));
}

/** Sends what has not gone out of it; resolves to what went wrong, or null. */
async function send(ctx: Needs, digest: FeedbackDigest): Promise<PromiseRejectedResult | null> {
  const { _id: digestId, channelId, department, dueAt } = digest;
  const id = `${digestId}/${dueAt.toISOString()}`;
  const content = await gather(digest);
  const { defaultLanguage } = await getChannel(ctx, channelId);
  const ways: Record<DigestWay, () => Promise<void>> = {
    async webhook() {
      if (!digest.webhook) return;
      const { url, sealedSecret } = digest.webhook;
      const to = { url, secret: ctx.secrets.open(sealedSecret), who: `The server of ${department}` };
      await postSigned(to, { id, channelId, department, until: dueAt, ...content });
    },
    async mail() {
      if (digest.emails.length === 0) return;
      if (!ctx.sendMail) throw new Error('No mail server is set up any longer.');
      const mail = digestMail(department, content, Language.parse(defaultLanguage));
      await ctx.sendMail({ id, to: digest.emails, ...mail });
    },
  };
  const left = DIGEST_WAYS.filter((way) => !digest.sent?.includes(way));
  const went = await Promise.allSettled(
    left.map(async (way) => {
      await ways[way]();
      await FeedbackDigestModel.updateOne({ _id: digestId, dueAt }, { $addToSet: { sent: way } });
    }),
  );
  return went.find((one) => one.status === 'rejected') ?? null;
}

/** Says that nobody takes a digest, and keeps which one it was. */
async function giveUp(ctx: Needs, digest: FeedbackDigest, why: string): Promise<void> {
  const { _id: digestId, channelId, department, dueAt, again } = digest;
  const reason = why.slice(0, REASON_LENGTH_MAX);
  const noticeId = `digestFailed:${digestId}/${(again?.since ?? dueAt).toISOString()}`;
  const data = { department, dueAt, reason };
  await raiseNotice(ctx, { _id: noticeId, channelId, friendId: null, kind: 'feedback.digestFailed', data });
  const { sent = [] } = (await FeedbackDigestModel.findById(digestId, { sent: 1 }).lean()) ?? {};
  await goOn(ctx, digest, { failed: { dueAt, at: ctx.clock.now(), reason, sent, noticeId } });
}

/** The next one is due, at its time. */
async function goOn(
  ctx: Needs,
  { _id, channelId, dueAt, again }: FeedbackDigest,
  { failed }: Pick<FeedbackDigest, 'failed'>,
): Promise<void> {
  const { timeZone } = await getChannel(ctx, channelId);
  const nextAt = again?.nextAt ?? nextDigestAt(ctx.clock.now(), timeZone);
  const next = { dueAt: nextAt, tryAt: nextAt, failedCount: 0, sent: [], ...(failed ? { failed } : {}) };
  await FeedbackDigestModel.updateOne({ _id, dueAt }, { $set: next, $unset: { again: '' } });
}

async function gather({ channelId, department, dueAt }: FeedbackDigest) {
  const since = new Date(dueAt.getTime() - WEEK_MS);
  const state = { $in: ['open', 'inProgress'] as ('open' | 'inProgress')[] };
  const found = await FeedbackModel.find({
    channelId,
    department,
    $or: [{ state }, { openedAt: { $gte: since } }, { closedAt: { $gte: since } }],
  })
    .sort({ openedAt: -1 })
    .limit(FEEDBACK_MAX)
    .lean();
  return digestOf(found, since, dueAt);
}

/** Wakes the digests that are due. */
export async function sweepDigests(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await FeedbackDigestModel.find({ tryAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ tryAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    SEND_DIGEST,
    due.map(({ _id }) => ({ digestId: _id })),
  );
}
