import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import { writeFile } from '../infra/mongo/files.js';
import { insertNew } from '../infra/mongo/model.js';
import { HttpsUrl } from '../messages/core/measured-text.js';
import { PICTURE_BYTES_MAX, PICTURES_MAX } from './core/limits.js';
import { addressOf, PICTURE_ID_LENGTH } from './core/picture-address.js';
import { findMisfit, type PictureFacts, type PictureUse } from './core/picture-use.js';
import { fileNameOf, getPicture } from './find-picture.js';
import { PictureModel, type Picture } from './picture.model.js';
import { renderPicture } from './render-picture.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'secrets' | 'connectLine' | 'baseUrl'>;

/** Stores a picture in every size that LINE asks for. The same bytes are the same picture, under the name they had first. */
export async function uploadPicture(
  ctx: Needs,
  channelId: string | undefined,
  { name, use, content }: { name: string; use: PictureUse; content: Readable },
): Promise<Picture> {
  requireHttps(ctx.baseUrl);
  const channel = await resolveChannel(ctx, channelId);
  const bytes = await buffer(content);
  const id = pictureIdOf(ctx, channel._id, bytes);
  const known = await PictureModel.findById(id).lean();
  if (known) return requireFit(known, use);
  if ((await PictureModel.countDocuments({ channelId: channel._id })) >= PICTURES_MAX)
    throw new ConflictError(`A channel has at most ${PICTURES_MAX} pictures; delete what nothing uses.`);
  const { sizes, ...facts } = await renderPicture(bytes);
  requireFit(facts, use);
  for (const { size, image } of sizes)
    await writeFile(fileNameOf(id, size), image.contentType, Readable.from([image.data]), PICTURE_BYTES_MAX);
  const uploaded = { uploadedAt: ctx.clock.now(), uploadedBy: ctx.actor };
  await insertNew(PictureModel, [{ _id: id, channelId: channel._id, name, ...facts, ...uploaded }]);
  return getPicture(id);
}

/** What messages may hold as an address decides. */
function requireHttps(baseUrl: string): void {
  if (HttpsUrl.safeParse(addressOf(baseUrl, '')).success) return;
  throw new ConflictError(
    `PUBLIC_BASE_URL is ${baseUrl}; to host pictures it must be an https address, because LINE loads from no other.`,
  );
}

function pictureIdOf({ secrets }: Pick<Context, 'secrets'>, channelId: string, bytes: Buffer): string {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return secrets.fingerprint(`picture:${channelId}:${hash}`).slice(0, PICTURE_ID_LENGTH);
}

function requireFit<Facts extends PictureFacts>(picture: Facts, use: PictureUse): Facts {
  const misfit = findMisfit(picture, use);
  if (misfit !== null) throw new InvalidInputError('invalid_input', `The picture ${misfit}.`);
  return picture;
}
