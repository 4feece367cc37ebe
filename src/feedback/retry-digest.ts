import type { Context } from '../context.js';
import { ConflictError, NotFoundError } from '../errors.js';
import { closeNotice } from '../notices/index.js';
import { FeedbackDigestModel, type FeedbackDigest } from './digest.model.js';
import { SEND_DIGEST } from './send-digest.js';

/**
 * Tries the digest of a department again that was given up, as the same one; what went out of it does not go out twice, and the
 * next one is due when it was. ConflictError when none was given up, or while one is being sent.
 */
export async function retryDigest(
  ctx: Pick<Context, 'clock' | 'signal' | 'wake'>,
  { channelId, department }: Pick<FeedbackDigest, 'channelId' | 'department'>,
): Promise<FeedbackDigest> {
  const digestId = `${channelId}/${department}`;
  const digest = await FeedbackDigestModel.findById(digestId).lean();
  if (!digest) throw new NotFoundError('feedback digest', department);
  const { failed, dueAt: nextAt } = digest;
  const now = ctx.clock.now();
  if (!failed) throw new ConflictError(`No digest of ${department} was given up.`);
  const { dueAt, sent, noticeId } = failed;
  const tried = await FeedbackDigestModel.findOneAndUpdate(
    { _id: digestId, dueAt: { $eq: nextAt, $gt: now }, 'failed.at': failed.at },
    {
      $set: { dueAt, tryAt: now, failedCount: 0, sent, again: { since: now, nextAt } },
      $unset: { failed: '' },
    },
    { returnDocument: 'after' },
  ).lean();
  if (!tried) throw new ConflictError(`A digest of ${department} is being sent now; try again when it is over.`);
  await closeNotice(ctx, noticeId);
  ctx.wake(SEND_DIGEST, [{ digestId }]);
  return tried;
}
