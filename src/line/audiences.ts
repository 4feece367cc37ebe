import { HTTPFetchError, type LineBotClient, type manageAudience } from '@line/bot-sdk';
import type { LineAudience, LineGateway } from './gateway.js';
import type { Call } from './messaging-api.js';

const UPLOAD_TIMEOUT_MS = 35_000; // LINE advises 30 s or more
const LISTED_MAX = 40; // LINE's largest page
const GONE = 'AUDIENCE_GROUP_NOT_FOUND'; // LINE answers 400 for an audience that there is not

type Audiences = Pick<
  LineGateway,
  'createAudience' | 'addToAudience' | 'findAudience' | 'listAudienceIds' | 'deleteAudience'
>;

/** The part of the gateway that keeps audiences of uploaded user ids. */
export const audiencesOver = (client: LineBotClient, call: Call): Audiences => ({
  createAudience: (description, lineUserIds) =>
    call(async () => {
      const { audienceGroupId } = await client.createAudienceGroup({ description, audiences: idsOf(lineUserIds) });
      return audienceGroupId ?? 0;
    }, UPLOAD_TIMEOUT_MS),
  addToAudience: (audienceId, lineUserIds) =>
    call(async () => {
      await client.addAudienceToAudienceGroup({ audienceGroupId: audienceId, audiences: idsOf(lineUserIds) });
    }, UPLOAD_TIMEOUT_MS),
  findAudience: (audienceId) =>
    call(async () => {
      const found = await unlessGone(() => client.getAudienceData(audienceId));
      return found === null ? null : readAudience(audienceId, found);
    }),
  listAudienceIds: (description) =>
    call(async () => {
      const { audienceGroups = [] } = await client.getAudienceGroups(1, description, undefined, LISTED_MAX);
      return audienceGroups
        .flatMap((one) => (one.description === description ? [one.audienceGroupId ?? 0] : []))
        .toSorted((one, other) => one - other);
    }),
  deleteAudience: (audienceId) =>
    call(async () => void (await unlessGone(() => client.deleteAudienceGroup(audienceId)))),
});

const idsOf = (lineUserIds: string[]) => lineUserIds.map((id) => ({ id }));

function readAudience(
  audienceId: number,
  { audienceGroup, jobs = [] }: manageAudience.GetAudienceDataResponse,
): LineAudience {
  return {
    audienceId,
    description: audienceGroup?.description ?? '',
    status: audienceGroup?.status ?? 'IN_PROGRESS',
    size: audienceGroup?.audienceCount ?? 0,
    isWorking: jobs.some(({ jobStatus }) => jobStatus === 'QUEUED' || jobStatus === 'WORKING'),
    hasFailedJob: jobs.some(({ jobStatus }) => jobStatus === 'FAILED'),
  };
}

async function unlessGone<Result>(run: () => Promise<Result>): Promise<Result | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof HTTPFetchError && error.status === 400 && error.body.includes(GONE)) return null;
    throw error;
  }
}
