import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, SECOND, STRANGER, type Stage, refusal, startStage } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

const create = async (description: string, userIds: string[] = []) =>
  stage.client().createAudienceGroup({ description, isIfaAudience: false, audiences: userIds.map((id) => ({ id })) });
const code = (message: string) => ({ status: 400, body: { details: [{ message }] } });

describe('check 37: audiences', () => {
  test('one malformed ID fails the whole upload', async () => {
    const userId = await stage.friend();
    expect(await refusal(create('Riders', [userId, 'nobody']))).toMatchObject({
      status: 400,
      body: {
        message: 'Invalid audience id format',
        details: [{ message: 'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT', property: 'audiences' }],
      },
    });
    expect((await stage.client().getAudienceGroups(1)).totalCount).toBe(0);
  });

  test('10,001 IDs are too many', async () => {
    const ids = Array.from({ length: 10_001 }, () => STRANGER);
    expect(await refusal(create('Riders', ids))).toMatchObject(code('UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS'));
  });

  test.each([
    ['  ', 'AUDIENCE_GROUP_NAME_EMPTY'],
    ['a'.repeat(121), 'AUDIENCE_GROUP_NAME_SIZE_OVER'],
    ['line\nbreak', 'AUDIENCE_GROUP_NAME_WRONG'],
  ])('the name %j is refused', async (name, message) => {
    expect(await refusal(create(name))).toMatchObject(code(message));
  });

  test('an unknown audience is 400, and a page has at most 40', async () => {
    expect(await refusal(stage.client().getAudienceData(9))).toMatchObject({
      status: 400,
      body: { message: 'audience group not found', details: [{ message: 'AUDIENCE_GROUP_NOT_FOUND' }] },
    });
    expect(await refusal(stage.client().getAudienceGroups(1, undefined, undefined, 41))).toMatchObject(
      code('TOO_HIGH'),
    );
  });

  test('adding keeps it READY while the job goes from QUEUED to FINISHED', async () => {
    const [one = '', two = ''] = await stage.friends(2);
    const { audienceGroupId = 0, ...created } = await create('Riders', [one]);
    expect(created).toMatchObject({ type: 'UPLOAD', description: 'Riders', createRoute: 'MESSAGING_API' });
    const state = async () => {
      const { audienceGroup, jobs } = await stage.client().getAudienceData(audienceGroupId);
      return [audienceGroup?.status, audienceGroup?.audienceCount, jobs?.at(-1)?.jobStatus];
    };
    expect(await state()).toEqual(['IN_PROGRESS', 0, 'QUEUED']);
    await stage.control.advanceClock(5 * SECOND);
    expect(await state()).toEqual(['READY', 1, 'FINISHED']);
    await stage.client().addAudienceToAudienceGroup({ audienceGroupId, audiences: [{ id: two }] });
    expect(await state()).toEqual(['READY', 1, 'QUEUED']);
    await stage.control.advanceClock(5 * SECOND);
    expect(await state()).toEqual(['READY', 2, 'FINISHED']);
    await stage.control.advanceClock(181 * DAY);
    expect((await state())[0]).toBe('EXPIRED');
  });

  test('an eleventh job at the same time is answered 429', async () => {
    const userId = await stage.friend();
    const { audienceGroupId = 0 } = await create('Riders');
    const add = async () => stage.client().addAudienceToAudienceGroup({ audienceGroupId, audiences: [{ id: userId }] });
    for (let count = 0; count < 10; count += 1) await add();
    expect((await refusal(add())).status).toBe(429);
    await stage.control.advanceClock(5 * SECOND);
    await add();
  });

  test('a file has one ID per line', async () => {
    const people = await stage.friends(3);
    const file = new Blob([people.join('\n')], { type: 'text/plain' });
    const { audienceGroupId = 0 } = await stage
      .client()
      .createAudienceForUploadingUserIds(file, 'From a file', false, 'first');
    await stage.control.advanceClock(5 * SECOND);
    const { audienceGroup } = await stage.client().getAudienceData(audienceGroupId);
    expect(audienceGroup).toMatchObject({ status: 'READY', audienceCount: 3 });
    await stage.client().deleteAudienceGroup(audienceGroupId);
    expect((await refusal(stage.client().getAudienceData(audienceGroupId))).status).toBe(400);
  });
});
