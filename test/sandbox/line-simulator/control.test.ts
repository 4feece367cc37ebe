import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Happening, createControlClient, startLineSimulator } from '../../../src/sandbox/line-simulator/index.js';
import { BotServer, CHANNEL, START, STRANGER, type Stage, startStage, text } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('the control API', () => {
  test('gives the same over HTTP and in this process', async () => {
    const remote = createControlClient(stage.simulator.url);
    const { userId } = await remote.addPerson({ displayName: 'Weekend rider', demographics: { gender: 'female' } });
    const who = { channelId: CHANNEL, userId };
    await remote.follow(who);
    await remote.sendText({ ...who, text: 'Hello' });
    await stage.client().pushMessage({ to: userId, messages: [text('Welcome')] });
    expect(await remote.chat(who)).toEqual(await stage.control.chat(who));
    expect(await remote.person(userId)).toEqual(await stage.control.person(userId));
    expect(await remote.bot(CHANNEL)).toEqual(await stage.control.bot(CHANNEL));
    expect(await remote.menu(who)).toEqual(await stage.control.menu(who));
    expect(await remote.calls()).toEqual(await stage.control.calls());
    expect(await remote.now()).toBe(START);
    const { accepted } = await remote.ledger();
    expect(accepted).toMatchObject([{ method: 'push', recipients: [userId], reached: 1, billed: 1 }]);
  });

  test('says in a sentence what is wrong', async () => {
    const remote = createControlClient(stage.simulator.url);
    const follow = { channelId: CHANNEL, userId: STRANGER };
    for (const control of [remote, stage.control]) {
      await expect(control.follow(follow)).rejects.toThrow(`There is nobody with user ID ${STRANGER}`);
      await expect(control.bot('nowhere')).rejects.toThrow('There is no bot with channel ID nowhere');
      await expect(control.addPerson({ displayName: '' })).rejects.toThrow('displayName');
    }
  });

  test('lists its functions', async () => {
    const answer = await stage.ask('/control');
    expect(answer.body.functions).toEqual(expect.arrayContaining(['addBot', 'follow', 'flush', 'duplicates']));
  });

  test('adding the same bot or person again changes what is there', async () => {
    const { userId } = await stage.control.addPerson({ displayName: 'Weekend rider' });
    await stage.control.follow({ channelId: CHANNEL, userId });
    await stage.control.addPerson({ userId, displayName: 'Daily rider' });
    await stage.control.addBot({ channelId: CHANNEL, channelSecret: 'new', accessToken: 'new-token' });
    expect(await stage.control.bot(CHANNEL)).toMatchObject({ friends: 1 });
    expect(await stage.client('new-token').getProfile(userId)).toMatchObject({ displayName: 'Daily rider' });
    expect((await stage.ask('/v2/bot/info')).status).toBe(401);
  });

  test('a person taps quick replies, buttons and links', async () => {
    const bot = await BotServer.start();
    await stage.control.setWebhookUrl({ channelId: CHANNEL, webhookUrl: bot.url });
    const userId = await stage.friend();
    const who = { channelId: CHANNEL, userId };
    const action = { type: 'postback', label: 'Book', data: 'book=1', displayText: 'Book it' } as const;
    await stage.client().pushMessage({
      to: userId,
      messages: [
        {
          type: 'template',
          altText: 'Ride?',
          template: {
            type: 'buttons',
            text: 'Ride?',
            actions: [{ type: 'uri', label: 'Site', uri: 'https://example.com/' }],
          },
        } as never,
        { ...text('When?'), quickReply: { items: [{ type: 'action', action }] } },
      ],
    });
    await stage.control.tapQuickReply({ ...who, label: 'Book' });
    expect(bot.events).toMatchObject([{ type: 'postback', postback: { data: 'book=1' } }]);
    expect(await stage.control.tapAction({ ...who, label: 'Site' })).toMatchObject({
      events: [],
      opened: 'https://example.com/',
    });
    await expect(stage.control.tapQuickReply({ ...who, label: 'Nothing' })).rejects.toThrow('no quick reply');
    bot.close();
  });

  test('a person quotes what the account said', async () => {
    const userId = await stage.friend();
    const { sentMessages } = await stage.client().pushMessage({ to: userId, messages: [text('Welcome')] });
    const [sent] = sentMessages;
    const quoteToken = sent?.quoteToken ?? '';
    const { events } = await stage.control.sendText({ channelId: CHANNEL, userId, text: 'Thanks', quoteToken });
    expect(events).toMatchObject([{ message: { text: 'Thanks', quotedMessageId: sent?.id } }]);
  });

  test('tells what happens as it happens', async () => {
    const happenings: Happening[] = [];
    const told = await startStage({ onHappening: (happening) => happenings.push(happening) });
    const userId = await told.friend();
    await told.control.sendText({ channelId: CHANNEL, userId, text: 'Hello' });
    await told.client().pushMessage({ to: userId, messages: [text('Welcome')] });
    expect(happenings).toMatchObject([
      { kind: 'did', userId, text: 'said: Hello' },
      { kind: 'seen', userId, text: 'push: Welcome' },
      { kind: 'call', text: 'POST /v2/bot/message/push 200' },
    ]);
    await told.simulator.close();
  });

  test('looking at a stranger makes no relation', async () => {
    const { userId } = await stage.control.addPerson({ displayName: 'Passer-by' });
    expect(await stage.control.chat({ channelId: CHANNEL, userId })).toMatchObject({ entries: [], isFriend: false });
    expect(await stage.control.menu({ channelId: CHANNEL, userId })).toBeNull();
    expect(await stage.control.person(userId)).toMatchObject({ relations: [] });
  });

  test('starts over', async () => {
    await stage.friend();
    await stage.control.reset();
    expect(await stage.control.bots()).toEqual([]);
    expect(await stage.control.people()).toEqual([]);
  });

  test('the same seed makes the same people', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const simulator = await startLineSimulator({ seed: 'riders' });
        const { userId } = await simulator.control.addPerson({ displayName: 'Weekend rider' });
        await simulator.close();
        return userId;
      }),
    );
    expect(ids[0]).toBe(ids[1]);
  });

  test('a taken port is said in a sentence', async () => {
    const port = Number(new URL(stage.simulator.url).port);
    await expect(startLineSimulator({ port })).rejects.toThrow(
      `The LINE simulator cannot listen on 127.0.0.1:${port}: another program uses that port already.`,
    );
  });
});
