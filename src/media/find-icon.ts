import type { Context } from '../context.js';
import { addressOf } from './core/picture-address.js';
import { findMisfit } from './core/picture-use.js';
import { PictureModel } from './picture.model.js';

/** The address of a picture of a channel, to be shown as the icon of a sender; null when there is none or it does not fit. */
export async function findIcon(
  { baseUrl }: Pick<Context, 'baseUrl'>,
  channelId: string,
  pictureId: string,
): Promise<string | null> {
  const picture = await PictureModel.findOne({ _id: pictureId, channelId }).lean();
  return picture && findMisfit(picture, 'icon') === null ? addressOf(baseUrl, pictureId) : null;
}
