import { LineError } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, accepted, channelRoute, ok, perMinute } from '../http/route.js';
import { type JsonObject, isObject } from '../json.js';
import {
  AUDIENCES_MAX,
  AUDIENCE_FILE_IDS_MAX,
  AUDIENCE_JOBS_LISTED_MAX,
  AUDIENCE_JSON_IDS_MAX,
  AUDIENCE_PAGE_DEFAULT,
  AUDIENCE_PAGE_MAX,
  RETARGETING_REQUEST_KEPT_MS,
} from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Audience } from '../world/audience.js';
import { userIdFor } from '../world/person.js';
import { audienceError } from './audience-error.js';
import { presentAudience, presentCreated, statusOf } from './present-audience.js';
import {
  addPeople,
  getAudience,
  idsOf,
  readAudienceIds,
  readClickUrl,
  readName,
  readUploadDescription,
} from './read-audience.js';
import { readUpload } from './upload-file.js';

const rate = perMinute(60);
const PATH = '/v2/bot/audienceGroup';

/** Audiences for narrowcasts: uploaded, clicked, seen. */
export const audienceRoutes: Route[] = [
  channelRoute(`POST ${PATH}/upload`, (sim, call) => upload(sim, call, asBody(call.body)), { rate }),
  channelRoute(`PUT ${PATH}/upload`, (sim, call) => addTo(sim, call, asBody(call.body)), { rate }),
  channelRoute(
    `POST ${PATH}/upload/byFile`,
    async (sim, call) => upload(sim, call, await readUpload(call), AUDIENCE_FILE_IDS_MAX),
    { rate, host: 'data', body: 'binary' },
  ),
  channelRoute(
    `PUT ${PATH}/upload/byFile`,
    async (sim, call) => addTo(sim, call, await readUpload(call), AUDIENCE_FILE_IDS_MAX),
    { rate, host: 'data', body: 'binary' },
  ),
  channelRoute(`POST ${PATH}/click`, (sim, call) => retarget(sim, call, 'CLICK'), { rate }),
  channelRoute(`POST ${PATH}/imp`, (sim, call) => retarget(sim, call, 'IMP'), { rate }),
  channelRoute(
    `PUT ${PATH}/{audienceGroupId}/updateDescription`,
    (_sim, { bot, params, body }) => {
      getAudience(bot, params['audienceGroupId']).description = readName(asBody(body)['description']);
      return ok();
    },
    { rate },
  ),
  channelRoute(
    `DELETE ${PATH}/{audienceGroupId}`,
    (_sim, { bot, params }) => {
      bot.audiences.delete(getAudience(bot, params['audienceGroupId']).audienceGroupId);
      // The reference says 202, the OpenAPI file 200; the reference is taken.
      return accepted();
    },
    { rate },
  ),
  channelRoute(`GET ${PATH}/list`, list, { rate }),
  channelRoute(
    `GET ${PATH}/{audienceGroupId}`,
    (sim, { bot, params }) => {
      const audience = getAudience(bot, params['audienceGroupId']);
      const jobs = audience.jobs.slice(-AUDIENCE_JOBS_LISTED_MAX);
      return ok({ audienceGroup: presentAudience(audience, sim.clock.now()), jobs });
    },
    { rate },
  ),
];

function upload(sim: Simulator, { bot }: ChannelCall, body: JsonObject, max = AUDIENCE_JSON_IDS_MAX): Answer {
  const description = readName(body['description']);
  const uploadDescription = readUploadDescription(body['uploadDescription']);
  const userIds = readAudienceIds(idsOf(body['audiences']), max);
  const audience = create(sim, bot, { type: 'UPLOAD', description, isIfaAudience: body['isIfaAudience'] === true });
  // Without people it stays IN_PROGRESS.
  if (userIds.length) addPeople(sim, bot, audience, userIds, uploadDescription);
  return accepted(presentCreated(audience));
}

function addTo(sim: Simulator, { bot }: ChannelCall, body: JsonObject, max = AUDIENCE_JSON_IDS_MAX): Answer {
  const audience = getAudience(bot, body['audienceGroupId']);
  if (statusOf(audience, sim.clock.now()) === 'EXPIRED') {
    throw audienceError('AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED', 'audience group is expired');
  }
  const userIds = readAudienceIds(idsOf(body['audiences']), max);
  if (userIds.length === 0) throw audienceError('UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS', 'no valid audience ids');
  addPeople(sim, bot, audience, userIds, readUploadDescription(body['uploadDescription']));
  return accepted();
}

/** People who clicked in, or saw, an earlier broadcast or narrowcast. */
function retarget(sim: Simulator, { bot, body }: ChannelCall, type: 'CLICK' | 'IMP'): Answer {
  const fields = asBody(body);
  const description = readName(fields['description']);
  const clickUrl = type === 'CLICK' ? readClickUrl(fields) : undefined;
  const requestId = String(fields['requestId']);
  const sent = sim.world.deliveries.get(requestId);
  const isRetargetable = sent?.method === 'broadcast' || sent?.method === 'narrowcast';
  if (sent?.channelId !== bot.channelId || !isRetargetable) {
    throw audienceError('REQUEST_NOT_FOUND', 'request not found');
  }
  if (sim.clock.now() - sent.at > RETARGETING_REQUEST_KEPT_MS)
    throw audienceError('TOO_OLD_MESSAGES', 'too old messages');
  const audience = create(sim, bot, { type, description, isIfaAudience: false, requestId, clickUrl });
  const clicks = [...sent.clicks].filter(([url]) => clickUrl === undefined || url === clickUrl);
  const clickers = clicks.flatMap(([, { people }]) => [...people].map((person) => userIdFor(person, bot.providerId)));
  addPeople(sim, bot, audience, type === 'IMP' ? sent.reachedIds : [...new Set(clickers)], '');
  return accepted({ ...presentCreated(audience), requestId, ...(clickUrl !== undefined && { clickUrl }) });
}

type NewAudience = Pick<Audience, 'type' | 'description' | 'isIfaAudience' | 'requestId' | 'clickUrl'>;

function create(sim: Simulator, bot: ChannelCall['bot'], given: NewAudience): Audience {
  if (bot.audiences.size >= AUDIENCES_MAX) {
    throw audienceError('AUDIENCE_GROUP_COUNT_MAX_OVER', 'audience group count max over');
  }
  sim.world.audienceCount += 1;
  const audience: Audience = {
    ...given,
    audienceGroupId: sim.world.audienceCount,
    status: 'IN_PROGRESS',
    userIds: new Set(),
    createdAt: sim.clock.now(),
    jobs: [],
    pending: 0,
  };
  bot.audiences.set(audience.audienceGroupId, audience);
  return audience;
}

function list(sim: Simulator, { bot, query }: ChannelCall): Answer {
  const page = Number(query.get('page') ?? 1);
  const size = Number(query.get('size') ?? AUDIENCE_PAGE_DEFAULT);
  if (size > AUDIENCE_PAGE_MAX) {
    throw new LineError(400, `size: must be less than or equal to ${AUDIENCE_PAGE_MAX}`, [{ message: 'TOO_HIGH' }]);
  }
  if (!(page >= 1)) throw new LineError(400, 'page: must be greater than or equal to 1', [{ message: 'TOO_LOW' }]);
  const now = sim.clock.now();
  const part = query.get('description')?.toLowerCase() ?? '';
  const status = query.get('status');
  const found = [...bot.audiences.values()].filter(
    (audience) =>
      audience.description.toLowerCase().includes(part) && (status === null || statusOf(audience, now) === status),
  );
  const from = (page - 1) * size;
  return ok({
    audienceGroups: found.slice(from, from + size).map((audience) => presentAudience(audience, now)),
    hasNextPage: found.length > from + size,
    totalCount: found.length,
    readWriteAudienceGroupTotalCount: found.length,
    page,
    size,
  });
}

function asBody(body: unknown): JsonObject {
  return isObject(body) ? body : {};
}
