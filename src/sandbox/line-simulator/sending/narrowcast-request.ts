import { LineError, fieldErrors, invalidProperty } from '../http/line-error.js';
import { type JsonObject, isObject } from '../json.js';
import { NARROWCAST_AUDIENCES_MAX, NARROWCAST_PROGRESS_KEPT_MS } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import { type Relation, isFriendReached } from '../world/relation.js';
import { readDemographic } from './demographic-filter.js';
import { readOperator } from './operator.js';

type Test = (relation: Relation) => boolean;

export interface NarrowcastLimit {
  max: number | undefined;
  upToRemainingQuota: boolean;
  forbidPartialDelivery: boolean;
}

/** Whom a narrowcast is for. */
export interface NarrowcastRequest {
  hasFilter: boolean;
  limit: NarrowcastLimit;
  /** Only audiences uploaded by this very account are asked for: small numbers are fine then. */
  isOwnUploadOnly: boolean;
  hasSmallAudience: boolean;
  /** User IDs of the friends it is for, when it starts. */
  resolve: () => string[];
}

interface Recipients {
  sim: Simulator;
  bot: Bot;
  parts: { size: number; isUpload: boolean }[];
}

/** Reads recipient, filter and limit. */
export function readNarrowcast(sim: Simulator, bot: Bot, body: JsonObject): NarrowcastRequest {
  const recipients: Recipients = { sim, bot, parts: [] };
  const { recipient } = body;
  const isRecipient = recipient === undefined || recipient === null ? () => true : readRecipient(recipients, recipient);
  if (recipients.parts.length > NARROWCAST_AUDIENCES_MAX) {
    throw fieldErrors([
      { message: `Must be less than or equal to ${NARROWCAST_AUDIENCES_MAX}`, property: 'recipient' },
    ]);
  }
  const demographic = isObject(body['filter']) ? body['filter']['demographic'] : undefined;
  const isFiltered = demographic === undefined ? () => true : readDemographic(demographic, sim.clock.now());
  const { parts } = recipients;
  const min = sim.settings.narrowcastRecipientsMin;
  return {
    hasFilter: demographic !== undefined,
    limit: readLimit(body['limit']),
    isOwnUploadOnly: parts.length > 0 && parts.every(({ isUpload }) => isUpload) && demographic === undefined,
    hasSmallAudience: parts.length > 1 && parts.some(({ size, isUpload }) => !isUpload && size < min),
    resolve: () =>
      [...bot.relations.values()]
        .filter((relation) => isFriendReached(relation) && isRecipient(relation) && isFiltered(relation))
        .map(({ userId }) => userId),
  };
}

function readLimit(limit: unknown): NarrowcastLimit {
  const { max, upToRemainingQuota = false, forbidPartialDelivery = false } = isObject(limit) ? limit : {};
  if (max !== undefined && !(Number.isInteger(max) && Number(max) >= 1)) throw invalidProperty('limit.max');
  if (forbidPartialDelivery && !upToRemainingQuota) {
    throw new LineError(400, 'The option forbidPartialDelivery must be used with upToRemainingQuota.');
  }
  return {
    max: max === undefined ? undefined : Number(max),
    upToRemainingQuota: upToRemainingQuota === true,
    forbidPartialDelivery: forbidPartialDelivery === true,
  };
}

function readRecipient(recipients: Recipients, recipient: unknown): Test {
  if (!isObject(recipient)) throw invalidProperty('recipient');
  switch (recipient['type']) {
    case 'audience':
      return readAudience(recipients, recipient['audienceGroupId']);
    case 'redelivery':
      return readRedelivery(recipients, recipient['requestId']);
    case 'operator':
      return readOperator(recipient, (part) => readRecipient(recipients, part));
    default:
      throw invalidProperty('recipient.type');
  }
}

function readAudience({ bot, parts }: Recipients, audienceGroupId: unknown): Test {
  const audience = bot.audiences.get(Number(audienceGroupId));
  if (audience?.status !== 'READY') {
    throw new LineError(400, `Invalid audience group id: ${String(audienceGroupId)}`);
  }
  parts.push({ size: audience.userIds.size, isUpload: audience.type === 'UPLOAD' });
  return ({ userId }) => audience.userIds.has(userId);
}

function readRedelivery({ sim, bot, parts }: Recipients, requestId: unknown): Test {
  const earlier = bot.narrowcasts.get(String(requestId));
  const isFresh = earlier && sim.clock.now() - earlier.acceptedAt < NARROWCAST_PROGRESS_KEPT_MS;
  if (!isFresh || earlier.phase !== 'succeeded') throw new LineError(400, `Invalid request id: ${String(requestId)}`);
  const userIds = new Set(earlier.userIds);
  parts.push({ size: userIds.size, isUpload: false });
  return ({ userId }) => userIds.has(userId);
}
