import { NotFoundError } from '../errors.js';
import type { PictureSize } from './core/picture-address.js';
import { PictureModel, type Picture } from './picture.model.js';

/** The file that holds one size of a picture. */
export const fileNameOf = (id: string, size: PictureSize): string =>
  size === null ? `pictures/${id}` : `pictures/${id}/${size}`;

/** The picture; NotFoundError when there is none. */
export async function getPicture(id: string): Promise<Picture> {
  const picture = await PictureModel.findById(id).lean();
  if (!picture) throw new NotFoundError('picture', id);
  return picture;
}
