import { LineError } from '../http/line-error.js';
import { USER_ID } from '../ids.js';
import { type JsonObject, isObject, isTextList } from '../json.js';
import {
  AUDIENCE_CONCURRENT_MAX,
  AUDIENCE_NAME_MAX,
  AUDIENCE_UPLOAD_DESCRIPTION_MAX,
  CLICK_URL_MAX,
} from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Audience } from '../world/audience.js';
import type { Bot } from '../world/bot.js';
import { isFriendReached } from '../world/relation.js';
import { audienceError, audienceNotFound } from './audience-error.js';

/** The audience's name: not blank, no control characters, at most 120. */
export function readName(description: unknown): string {
  if (typeof description !== 'string' || description.trim() === '') {
    throw audienceError('AUDIENCE_GROUP_NAME_EMPTY', 'empty audienceGroupName');
  }
  if (description.length > AUDIENCE_NAME_MAX) {
    throw audienceError('AUDIENCE_GROUP_NAME_SIZE_OVER', 'size over audienceGroupName');
  }
  if (/\p{Cc}/u.test(description)) throw audienceError('AUDIENCE_GROUP_NAME_WRONG', 'wrong audienceGroupName');
  return description;
}

export function readUploadDescription(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  if (text.length > AUDIENCE_UPLOAD_DESCRIPTION_MAX) {
    throw audienceError('AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER', 'size over uploadDescription');
  }
  return text;
}

/** User IDs of an upload; a single bad one fails the whole call. */
export function readAudienceIds(ids: unknown[], max: number): string[] {
  if (ids.length > max)
    throw audienceError('UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS', 'too many audience ids', 'audiences');
  if (!isTextList(ids) || !ids.every((id) => USER_ID.test(id))) {
    throw audienceError('UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT', 'Invalid audience id format', 'audiences');
  }
  return ids;
}

/** The IDs of a JSON upload, `[{ "id": "U..." }]`. */
export function idsOf(audiences: unknown): unknown[] {
  return Array.isArray(audiences) ? audiences.map((one: unknown) => (isObject(one) ? one['id'] : undefined)) : [];
}

export function readClickUrl(body: JsonObject): string | undefined {
  const { clickUrl } = body;
  if (clickUrl === undefined || clickUrl === null) return undefined;
  if (typeof clickUrl !== 'string' || clickUrl.length > CLICK_URL_MAX) {
    throw audienceError('AUDIENCE_GROUP_URL_SIZE_OVER', 'size over clickUrl');
  }
  return clickUrl;
}

export function getAudience(bot: Bot, audienceGroupId: unknown): Audience {
  const audience = bot.audiences.get(Number(audienceGroupId));
  if (!audience) throw audienceNotFound();
  return audience;
}

/** Puts people in, after the time that LINE takes for it; at most ten such jobs at a time. */
export function addPeople(sim: Simulator, bot: Bot, audience: Audience, userIds: string[], description: string): void {
  if (audience.pending >= AUDIENCE_CONCURRENT_MAX) {
    throw new LineError(429, 'Too many concurrent operations for the audience');
  }
  const { audienceGroupId } = audience;
  audience.pending += 1;
  const job = {
    audienceGroupJobId: audience.jobs.length + 1,
    audienceGroupId,
    description,
    type: 'DIFF_ADD' as const,
    jobStatus: 'QUEUED' as 'QUEUED' | 'FINISHED',
    failedType: null,
    audienceCount: userIds.length,
    created: Math.floor(sim.clock.now() / 1_000),
  };
  audience.jobs.push(job);
  sim.clock.after(sim.settings.audienceReadyMs, () => {
    // Only people who can be reached are taken; the others are left out without a word.
    for (const userId of userIds) {
      const relation = bot.relations.get(userId);
      if (relation && isFriendReached(relation)) audience.userIds.add(userId);
    }
    audience.pending -= 1;
    job.jobStatus = 'FINISHED';
    if (userIds.length > 0) audience.status = 'READY';
    sim.touch();
  });
}
