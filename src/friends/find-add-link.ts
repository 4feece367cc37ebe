import { AddLinkModel, type AddLink } from './arrival.model.js';

/** The add link behind a token, counting the click; null when there is none. */
export async function findAddLink(linkId: string): Promise<AddLink | null> {
  return AddLinkModel.findOneAndUpdate({ _id: linkId }, { $inc: { clicks: 1 } }).lean();
}
