import { defineModel } from '../infra/mongo/model.js';

/** A name under which LINE counts what a campaign sent in a month. Its id is its place in the month: no two have the same. */
export interface AggregationUnit {
  _id: string;
  channelId: string;
  /** `YYYY-MM` in LINE's time zone. */
  month: string;
  name: string;
  /** The campaign, or the recurring one whose times share it. */
  campaignId: string;
  claimedAt: Date;
}

export const AggregationUnitModel = defineModel<AggregationUnit>(
  'AggregationUnit',
  'aggregationUnits',
  { channelId: String, month: String, name: String, campaignId: String, claimedAt: Date },
  [[{ channelId: 1, month: 1, name: 1 }, { unique: true }]],
);
