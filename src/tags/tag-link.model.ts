import { defineModel } from '../infra/mongo/model.js';

/** A link that tags whoever opens it inside LINE. */
export interface TagLink {
  _id: string;
  channelId: string;
  name: string;
  tagId: string;
  /** The tag's own weight when null. */
  weight: number | null;
  /** Where it leads afterwards; back to the chat when null. */
  url: string | null;
  /** How long one friend's opening counts no other; for good when null. */
  cooldownMinutes: number | null;
  expiresAt: Date | null;
  clicks: number;
  createdAt: Date;
}

/** A friend who opened a tag link: when that counted last, and how often they opened it. */
export interface TagLinkOpening {
  /** `linkId/friendId`. */
  _id: string;
  channelId: string;
  linkId: string;
  friendId: string;
  countedAt: Date;
  openings: number;
}

export const TagLinkModel = defineModel<TagLink>(
  'TagLink',
  'tagLinks',
  {
    channelId: String,
    name: String,
    tagId: String,
    weight: Number,
    url: String,
    cooldownMinutes: Number,
    expiresAt: Date,
    clicks: Number,
    createdAt: Date,
  },
  [[{ channelId: 1, createdAt: 1 }]],
);

export const TagLinkOpeningModel = defineModel<TagLinkOpening>(
  'TagLinkOpening',
  'tagLinkOpenings',
  { channelId: String, linkId: String, friendId: String, countedAt: Date, openings: Number },
  [[{ friendId: 1 }], [{ linkId: 1 }]],
);
