import { Anything, defineModel } from '../infra/mongo/model.js';

/** Where a department of a channel gets its weekly digest, and when the next one is due. Under `channelId/department`. */
export interface FeedbackDigest {
  _id: string;
  channelId: string;
  department: string;
  /** The server that gets it signed; null for none. */
  webhook: { url: string; sealedSecret: string } | null;
  emails: string[];
  dueAt: Date;
  /** When to try next; later than due after failures. */
  tryAt: Date;
  failedCount: number;
  /** What has gone out of the one that is due; absent while nothing has. */
  sent?: DigestWay[];
  /** The latest one that was given up and not tried again since. */
  failed?: FailedDigest;
  /** Set while one that was given up is tried again: since when, and when the next one is due after it. */
  again?: { since: Date; nextAt: Date };
}

/** A digest that was tried for about a day and not taken. */
export interface FailedDigest {
  dueAt: Date;
  at: Date;
  reason: string;
  /** What of it went out all the same. */
  sent: DigestWay[];
  noticeId: string;
}

/** How a department gets its digest. */
export const DIGEST_WAYS = ['webhook', 'mail'] as const;
export type DigestWay = (typeof DIGEST_WAYS)[number];

export const FeedbackDigestModel = defineModel<FeedbackDigest>(
  'FeedbackDigest',
  'feedbackDigests',
  {
    channelId: String,
    department: String,
    webhook: Anything,
    emails: [String],
    dueAt: Date,
    tryAt: Date,
    failedCount: Number,
    sent: [String],
    failed: Anything,
    again: Anything,
  },
  [[{ tryAt: 1 }], [{ channelId: 1 }]],
);
