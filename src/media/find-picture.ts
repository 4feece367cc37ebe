import type { Readable } from 'node:stream';
import { NotFoundError } from '../errors.js';
import { readFile } from '../infra/mongo/files.js';
import { isPictureId, SIZES, type PictureSize } from './core/picture-address.js';
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

/** One size of a picture to be given to whoever asks; NotFoundError when there is none. */
export async function openPicture(
  id: string,
  size: PictureSize,
): Promise<{ contentType: string; bytes: number; stream: Readable }> {
  const file = isPictureId(id) && SIZES.includes(size) ? await readFile(fileNameOf(id, size)) : null;
  if (file === null) throw new NotFoundError('picture', (size === null ? id : `${id}/${size}`).slice(0, 80));
  return file;
}
