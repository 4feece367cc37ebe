import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BotServer, CHANNEL, DAY, SECOND, STRANGER, type Stage, refusal, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

const push = async (to: string) => stage.client().pushMessage({ to, messages: [text('hello')] });
const used = async () => (await stage.client().getMessageQuotaConsumption()).totalUsage;

describe('check 13: a malformed recipient', () => {
  test.each(['weekend_rider', '+819012345678', '', 'U123', STRANGER.toUpperCase().replace('U', 'X')])(
    'to %p is refused',
    async (to) => {
      expect(await refusal(push(to))).toMatchObject({
        status: 400,
        body: { message: "The property, 'to', in the request body is invalid (line: -, column: -)" },
      });
    },
  );
});

describe('check 14: a recipient that does not exist for this account', () => {
  const failed = { status: 400, body: { message: 'Failed to send messages' } };

  test("another provider's user ID", async () => {
    await stage.control.addBot({ channelId: '2', channelSecret: 's', accessToken: 'other', providerId: 'provider-2' });
    const here = await stage.friend();
    const { events } = await stage.control.follow({ channelId: '2', userId: here });
    const source = events[0]?.['source'] as { userId: string } | undefined;
    const there = source?.userId ?? '';
    expect(there).not.toBe(here);
    expect(await refusal(push(there))).toMatchObject(failed);
    expect(await refusal(push(STRANGER))).toMatchObject(failed);
    await stage.client('other').pushMessage({ to: there, messages: [text('hello')] });
    expect(await stage.seen(here, '2')).toEqual(['hello']);
  });

  test('a group or room that the account is not in', async () => {
    const userId = await stage.friend();
    const { groupId } = await stage.control.createGroup({ userIds: [userId] });
    expect(await refusal(push(groupId))).toMatchObject(failed);
    await stage.control.joinBot({ channelId: CHANNEL, groupId });
    await push(groupId);
    await stage.control.leaveBot({ channelId: CHANNEL, groupId });
    expect(await refusal(push(groupId))).toMatchObject(failed);
  });
});

describe('check 15: a recipient who blocks the account', () => {
  test('is answered 200 with sentMessages, sees nothing and is not counted', async () => {
    const blocker = await stage.friend();
    const deleted = await stage.friend();
    await stage.control.block({ channelId: CHANNEL, userId: blocker });
    await stage.control.deleteAccount({ userId: deleted });
    for (const userId of [blocker, deleted]) {
      expect((await push(userId)).sentMessages).toHaveLength(1);
      expect(await stage.seen(userId)).toEqual([]);
    }
    expect(await used()).toBe(0);
    const { accepted } = await stage.control.ledger();
    expect(accepted.map(({ reached, billed }) => [reached, billed])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('check 16: a recipient who is no friend', () => {
  test('is reached for seven days after the last 1:1 message', async () => {
    const bot = await BotServer.start();
    await stage.control.setWebhookUrl({ channelId: CHANNEL, webhookUrl: bot.url });
    const { userId } = await stage.control.addPerson({ displayName: 'Passer-by' });
    await push(userId);
    expect(await stage.seen(userId)).toEqual([]);
    await stage.control.sendText({ channelId: CHANNEL, userId, text: 'Where are you?' });
    await stage.control.advanceClock(7 * DAY);
    await push(userId);
    expect(await stage.seen(userId)).toEqual(['hello']);
    await stage.control.advanceClock(SECOND);
    await push(userId);
    expect(await stage.seen(userId)).toEqual(['hello']);
    expect((await stage.client().getMessageQuotaConsumption()).totalUsage).toBe(1);
    bot.close();
  });
});
