import { beforeFilter } from '../infra/mongo/page-before.js';
import { cursorOf, placeOf } from '../shared/cursor.js';
import { PictureModel, type Picture } from './picture.model.js';

/** A page of a channel's pictures, newest first; `next` leads to the older ones. */
export async function listPictures(
  channelId: string,
  { before, limit }: { before?: string; limit: number },
): Promise<{ pictures: Picture[]; next: string | null }> {
  const pictures = await PictureModel.find({ channelId, ...beforeFilter('uploadedAt', placeOf(before)) })
    .sort({ uploadedAt: -1, _id: -1 })
    .limit(limit)
    .lean();
  const last = pictures.at(-1);
  return { pictures, next: last && pictures.length === limit ? cursorOf(last.uploadedAt, last._id) : null };
}
