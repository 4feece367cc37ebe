import { defineModel } from '../infra/mongo/model.js';

/** A friend's health on one day, under `friendId/YYYY-MM-DD`, and what it was before. */
export interface HealthPoint {
  _id: string;
  channelId: string;
  friendId: string;
  at: Date;
  score: number;
  before: number | null;
}

const KEPT_SECONDS = 31 * 24 * 3600; // a trend of 30 days

export const HealthPointModel = defineModel<HealthPoint>(
  'HealthPoint',
  'healthHistory',
  { channelId: String, friendId: String, at: Date, score: Number, before: Number },
  [[{ friendId: 1, at: -1 }], [{ at: 1 }, { expireAfterSeconds: KEPT_SECONDS }]],
);
