import { defineModel } from '../infra/mongo/model.js';

/** A tracked add link: where it is shown is what we want to know of the friends who come through it. */
export interface AddLink {
  _id: string;
  channelId: string;
  name: string;
  clicks: number;
  createdAt: Date;
}

/** A LINE user who opened an add link and proved who they are through LIFF, before or just after following. */
export interface Arrival {
  /** `channelId/lineUserId`: the latest arrival of a person is the one that counts. */
  _id: string;
  linkId: string;
  at: Date;
}

export const AddLinkModel = defineModel<AddLink>(
  'AddLink',
  'addLinks',
  { channelId: String, name: String, clicks: Number, createdAt: Date },
  [[{ channelId: 1, createdAt: 1 }]],
);

const ARRIVALS_KEPT_SECONDS = 24 * 3600; // a follow later than a day after the link has another reason

export const ArrivalModel = defineModel<Arrival>('Arrival', 'arrivals', { linkId: String, at: Date }, [
  [{ at: 1 }, { expireAfterSeconds: ARRIVALS_KEPT_SECONDS }],
]);
