import { findUses, requireUnused } from '../channels/index.js';
import type { Context, Reference } from '../context.js';
import { deleteFile } from '../infra/mongo/files.js';
import { SIZES } from './core/picture-address.js';
import { fileNameOf, getPicture } from './find-picture.js';
import { forgetPicture } from './open-picture.js';
import { PictureModel } from './picture.model.js';

/** Deletes a picture in every size; ConflictError naming what uses it. Messages that were sent with it lose it. */
export async function deletePicture(ctx: Pick<Context, 'findReferences'>, id: string): Promise<void> {
  const { name } = await getPicture(id);
  const usedBy = await listPictureUses(ctx, id);
  requireUnused(`Picture ${name}`, usedBy);
  for (const size of SIZES) await deleteFile(fileNameOf(id, size));
  forgetPicture(id);
  await PictureModel.deleteOne({ _id: id });
}

/** What uses a picture, in any channel: an address can be pasted anywhere. */
export const listPictureUses = (ctx: Pick<Context, 'findReferences'>, id: string): Promise<Reference[]> =>
  findUses(ctx, { kind: 'picture', id });
