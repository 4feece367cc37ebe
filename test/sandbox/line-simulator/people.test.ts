import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL, DAY, SECRET, STRANGER, TOKEN, type Stage, refusal, startStage } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('check 36: profiles and follower IDs', () => {
  test('the profile of a friend', async () => {
    const person = { displayName: 'Weekend rider', language: 'en', statusMessage: 'Out riding' };
    const { userId } = await stage.control.addPerson(person);
    await stage.control.befriend({ channelId: CHANNEL, userIds: [userId] });
    expect(await stage.client().getProfile(userId)).toEqual({ ...person, userId });
  });

  test('malformed is 400; unknown, blocked and strange people are not found', async () => {
    expect(await refusal(stage.client().getProfile('nobody'))).toMatchObject({
      status: 400,
      body: { message: "The value for the 'userId' parameter is invalid" },
    });
    const blocker = await stage.friend();
    await stage.control.block({ channelId: CHANNEL, userId: blocker });
    const passerBy = (await stage.control.addPerson({ displayName: 'Passer-by' })).userId;
    for (const userId of [STRANGER, blocker, passerBy]) {
      expect(await refusal(stage.client().getProfile(userId))).toMatchObject({
        status: 404,
        body: { message: 'Not found' },
      });
    }
    await stage.control.sendText({ channelId: CHANNEL, userId: passerBy, text: 'Hello?' });
    expect(await stage.client().getProfile(passerBy)).toMatchObject({ displayName: 'Passer-by' });
  });

  test('follower IDs come in pages, whose token lives a day', async () => {
    const people = await stage.friends(5);
    await stage.control.block({ channelId: CHANNEL, userId: people[4] ?? '' });
    const first = await stage.client().getFollowers(undefined, 3);
    expect(first.userIds).toEqual(people.slice(0, 3));
    expect(await stage.client().getFollowers(first.next, 3)).toEqual({ userIds: people.slice(3, 4) });
    await stage.control.advanceClock(DAY);
    expect(await refusal(stage.client().getFollowers(first.next, 3))).toMatchObject({
      status: 400,
      body: { message: 'Invalid start param' },
    });
    expect(await refusal(stage.client().getFollowers('nonsense'))).toMatchObject({ status: 400 });
    expect((await refusal(stage.client().getFollowers(undefined, 1_001))).status).toBe(400);
  });

  test('follower IDs are for verified accounts', async () => {
    await stage.control.addBot({ channelId: CHANNEL, channelSecret: SECRET, accessToken: TOKEN, verified: false });
    expect((await refusal(stage.client().getFollowers())).status).toBe(403);
  });

  test('members of a group, and leaving it', async () => {
    const userIds = await stage.friends(2);
    const { groupId } = await stage.control.createGroup({ name: 'Sunday ride', userIds });
    const client = stage.client();
    expect((await refusal(client.getGroupSummary(groupId))).status).toBe(404);
    await stage.control.joinBot({ channelId: CHANNEL, groupId });
    expect(await client.getGroupSummary(groupId)).toEqual({ groupId, groupName: 'Sunday ride' });
    expect(await client.getGroupMemberCount(groupId)).toEqual({ count: 2 });
    expect(await client.getGroupMembersIds(groupId)).toEqual({ memberIds: userIds });
    expect(await client.getGroupMemberProfile(groupId, userIds[0] ?? '')).toMatchObject({ displayName: 'Rider 1' });
    await client.leaveGroup(groupId);
    expect((await refusal(client.leaveGroup(groupId))).status).toBe(404);
    expect((await stage.ask(`/v2/bot/room/R${'0'.repeat(32)}/leave`, { method: 'POST' })).status).toBe(200);
  });

  test('followers of a day never fall when people block', async () => {
    const [blocker = ''] = await stage.friends(3);
    await stage.control.block({ channelId: CHANNEL, userId: blocker });
    await stage.control.advanceClock(DAY);
    expect(await stage.client().getNumberOfFollowers('20260810')).toEqual({
      status: 'ready',
      followers: 3,
      targetedReaches: 2,
      blocks: 1,
    });
    expect(await stage.ask('/v2/bot/insight/followers')).toMatchObject({
      status: 400,
      body: { message: 'date is required' },
    });
  });
});
