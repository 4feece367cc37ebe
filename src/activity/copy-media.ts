import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { deleteFile, FileTooLargeError, writeFile } from '../infra/mongo/files.js';
import { insertNew } from '../infra/mongo/model.js';
import { LineNotFoundError } from '../line/errors.js';
import { backoffMs } from '../shared/backoff.js';
import { MediaModel, type Media } from './activity.model.js';

export const COPY_MEDIA = 'activity.copy-media';

const CONTENT_BYTES_MAX = 300 * 1024 * 1024; // LINE lets people send files of up to 300 MB
const FIRST_RETRY_MS = 2_000;
const RETRY_MS_MAX = 300_000;
const ATTEMPTS_MAX = 60;
const TAKEN_MS = 120_000; // one attempt at a large video

/** Notes that the media of a message is to be copied, and wakes the copying. LINE keeps content for a while only. */
export async function oweMedia(
  ctx: Pick<Context, 'clock' | 'wake'>,
  message: { channelId: string; messageId: string },
): Promise<void> {
  const mediaId = `${message.channelId}/${message.messageId}`;
  const now = ctx.clock.now();
  const media: Media = {
    _id: mediaId,
    ...message,
    state: 'owed',
    contentType: null,
    bytes: null,
    attempts: 0,
    dueAt: now,
    createdAt: now,
  };
  await insertNew(MediaModel, [media]);
  ctx.wake(COPY_MEDIA, [{ mediaId }]);
}

/** Copies one message's media from LINE to our storage; again later while LINE prepares it. */
export async function copyMedia(ctx: Context, mediaId: string): Promise<void> {
  const now = ctx.clock.now();
  const media = await MediaModel.findOneAndUpdate(
    { _id: mediaId, state: 'owed', dueAt: { $lte: now } },
    { $inc: { attempts: 1 }, $set: { dueAt: new Date(now.getTime() + TAKEN_MS) } },
    { returnDocument: 'after' },
  ).lean();
  if (!media) return;
  const gateway = await gatewayOf(ctx, media.channelId);
  try {
    const content = await gateway.getContent(media.messageId);
    if (content.state === 'preparing') return await repeatLater(ctx, media);
    const bytes = await writeFile(mediaId, content.contentType, content.stream, CONTENT_BYTES_MAX);
    const stored = await MediaModel.updateOne(
      { _id: mediaId, state: 'owed' },
      { $set: { state: 'stored', contentType: content.contentType, bytes, dueAt: null } },
    );
    // Unsent while it was being copied: nothing of it may stay.
    if (stored.matchedCount === 0) await deleteFile(mediaId);
  } catch (error) {
    if (error instanceof LineNotFoundError || error instanceof FileTooLargeError || media.attempts >= ATTEMPTS_MAX) {
      ctx.log.warn({ err: error, mediaId }, 'media could not be kept');
      await MediaModel.updateOne({ _id: mediaId, state: 'owed' }, { $set: { state: 'gone', dueAt: null } });
      return;
    }
    await repeatLater(ctx, media);
  }
}

async function repeatLater(ctx: Pick<Context, 'clock' | 'wake'>, media: Media): Promise<void> {
  const delayMs = backoffMs(media.attempts, FIRST_RETRY_MS, RETRY_MS_MAX);
  const dueAt = new Date(ctx.clock.now().getTime() + delayMs);
  await MediaModel.updateOne({ _id: media._id, state: 'owed' }, { $set: { dueAt } });
  ctx.wake(COPY_MEDIA, [{ mediaId: media._id }], { delayMs });
}

const SWEEP_MAX = 200;

/** Wakes the copying of media that is due. */
export async function sweepOwedMedia(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const due = await MediaModel.find({ state: 'owed', dueAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ dueAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  ctx.wake(
    COPY_MEDIA,
    due.map(({ _id }) => ({ mediaId: _id })),
  );
}
