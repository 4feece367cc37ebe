import type { Actor } from '../context.js';
import { Anything, defineModel } from '../infra/mongo/model.js';
import type { PictureFacts } from './core/picture-use.js';

/** A picture of the brand that LINE loads from us. It stands once all its sizes are stored as files, and never changes. */
export interface Picture extends PictureFacts {
  /** Derived from channel and content, so that the same picture is stored once; keyed, so that nobody can guess it. */
  _id: string;
  channelId: string;
  name: string;
  uploadedAt: Date;
  uploadedBy: Actor;
}

export const PictureModel = defineModel<Picture>(
  'Picture',
  'pictures',
  {
    channelId: String,
    name: String,
    contentType: String,
    width: Number,
    height: Number,
    bytes: Number,
    uploadedAt: Date,
    uploadedBy: Anything,
  },
  [[{ channelId: 1, uploadedAt: -1, _id: -1 }]],
);
