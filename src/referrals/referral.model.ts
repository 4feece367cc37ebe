import { Anything, defineModel } from '../infra/mongo/model.js';
import type { ReferralProgram } from './core/program.js';
import type { Referral } from './core/referral.js';

/** A friend's own link. */
export interface ReferralLink {
  /** The code in the link. */
  _id: string;
  channelId: string;
  friendId: string;
  /** Times that somebody proven by LINE opened it, and of these, how often it brought nothing at once. */
  opens: number;
  selfOpens: number;
  friendOpens: number;
  createdAt: Date;
}

export const ReferralLinkModel = defineModel<ReferralLink>(
  'ReferralLink',
  'referralLinks',
  {
    channelId: String,
    friendId: String,
    opens: Number,
    selfOpens: Number,
    friendOpens: Number,
    createdAt: Date,
    mergeId: String,
  },
  [[{ friendId: 1 }]],
);

export const ReferralModel = defineModel<Referral>(
  'Referral',
  'referrals',
  {
    channelId: String,
    lineUserId: String,
    referrerId: String,
    refereeId: String,
    state: String,
    refusal: String,
    openedAt: Date,
    expiresAt: Date,
    joinedAt: Date,
    rewardedAt: Date,
    dueAt: Date,
    mergeId: String,
  },
  [
    [{ referrerId: 1, state: 1, rewardedAt: -1 }],
    [{ referrerId: 1, openedAt: -1 }],
    [{ refereeId: 1 }],
    [{ channelId: 1, openedAt: -1 }],
    [{ dueAt: 1 }],
  ],
);

/** What one channel gives, under the channel's id. */
export type StoredReferralProgram = ReferralProgram & { _id: string; updatedAt: Date };

export const ReferralProgramModel = defineModel<StoredReferralProgram>('ReferralProgram', 'referralPrograms', {
  isEnabled: Boolean,
  referrerPoints: Number,
  refereePoints: Number,
  attributionDays: Number,
  quickBlockHours: Number,
  per30DaysMax: Number,
  thresholds: [Anything],
  updatedAt: Date,
});
