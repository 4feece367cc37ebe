import type { JsonObject } from '../json.js';

export interface AudienceJob {
  audienceGroupJobId: number;
  audienceGroupId: number;
  description: string;
  type: 'DIFF_ADD';
  jobStatus: 'QUEUED' | 'WORKING' | 'FINISHED' | 'FAILED';
  failedType: null;
  audienceCount: number;
  /** Seconds. */
  created: number;
}

export interface Audience {
  audienceGroupId: number;
  type: 'UPLOAD' | 'CLICK' | 'IMP';
  description: string;
  status: 'IN_PROGRESS' | 'READY' | 'FAILED' | 'EXPIRED';
  /** User IDs in the provider of the channel. */
  userIds: Set<string>;
  createdAt: number;
  isIfaAudience: boolean;
  requestId?: string | undefined;
  clickUrl?: string | undefined;
  jobs: AudienceJob[];
  pending: number;
}

export interface Narrowcast {
  requestId: string;
  phase: 'waiting' | 'sending' | 'succeeded' | 'failed';
  acceptedAt: number;
  completedAt?: number | undefined;
  errorCode?: number | undefined;
  failedDescription?: string | undefined;
  targetCount: number;
  successCount: number;
  failureCount: number;
  /** People it was sent to, for `redelivery` recipients. */
  userIds: string[];
  /** Messages of the quota that are set aside until it is settled. */
  reserved: number;
}

export interface Coupon {
  couponId: string;
  object: JsonObject;
  createdAt: number;
  closedAt?: number | undefined;
}
