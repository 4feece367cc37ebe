import { AUDIENCE_KEPT_MS, STATISTICS_SHOWN_MIN } from '../limits.js';
import type { JsonObject } from '../json.js';
import type { Audience } from '../world/audience.js';

/** An audience as LINE lists it; small counts are hidden, except of one's own uploads. */
export function presentAudience(audience: Audience, now: number): JsonObject {
  const count = audience.userIds.size;
  const isShown = audience.type === 'UPLOAD' || count >= STATISTICS_SHOWN_MIN;
  return {
    ...presentCreated(audience),
    status: statusOf(audience, now),
    audienceCount: isShown ? count : 0,
    ...(audience.requestId !== undefined && { requestId: audience.requestId }),
    ...(audience.clickUrl !== undefined && { clickUrl: audience.clickUrl }),
  };
}

/** What the answer to a creation says. Times are seconds. */
export function presentCreated(audience: Audience): JsonObject {
  const { audienceGroupId, type, description, createdAt, isIfaAudience } = audience;
  return {
    audienceGroupId,
    createRoute: 'MESSAGING_API',
    type,
    description,
    created: Math.floor(createdAt / 1_000),
    permission: 'READ_WRITE',
    expireTimestamp: Math.floor((createdAt + AUDIENCE_KEPT_MS) / 1_000),
    isIfaAudience,
  };
}

export function statusOf(audience: Audience, now: number): Audience['status'] {
  return now - audience.createdAt > AUDIENCE_KEPT_MS ? 'EXPIRED' : audience.status;
}
