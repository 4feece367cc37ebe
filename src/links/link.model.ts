import { defineModel } from '../infra/mongo/model.js';

/** A destination in what one sender sends, opened through us. */
export interface TrackedLink {
  /** Derived from channel, sender and destination, so that making it twice makes one. */
  _id: string;
  channelId: string;
  /** The destination, with what web statistics are told. */
  url: string;
  senderKind: string;
  senderId: string;
  /** Openings by people, also by those whom it was not bound to. */
  clicks: number;
  /** Openings by programs: previews, checks, search engines. */
  botClicks: number;
  createdAt: Date;
}

export const TrackedLinkModel = defineModel<TrackedLink>(
  'TrackedLink',
  'trackedLinks',
  {
    channelId: String,
    url: String,
    senderKind: String,
    senderId: String,
    clicks: Number,
    botClicks: Number,
    createdAt: Date,
  },
  [[{ senderId: 1, createdAt: 1 }]],
);

/** A friend who opened a link. A merge gives the kept friend those of the absorbed one; readers join them. */
export interface LinkClick {
  /** `linkId/friendId`. */
  _id: string;
  channelId: string;
  linkId: string;
  senderKind: string;
  senderId: string;
  friendId: string;
  firstAt: Date;
  lastAt: Date;
  count: number;
  /** The latest click that rules and segments were told of. */
  notedAt?: Date;
}

export const LinkClickModel = defineModel<LinkClick>(
  'LinkClick',
  'linkClicks',
  {
    channelId: String,
    linkId: String,
    senderKind: String,
    senderId: String,
    friendId: String,
    firstAt: Date,
    lastAt: Date,
    count: Number,
    notedAt: Date,
  },
  [[{ friendId: 1 }], [{ linkId: 1, friendId: 1 }], [{ senderId: 1, friendId: 1, linkId: 1 }]],
);
