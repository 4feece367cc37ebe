import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BotServer, CHANNEL, type Stage, startStage, STRANGER, text, TOKEN } from './support.js';

let stage: Stage;
let bot: BotServer;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phone-'));
  stage = await startStage({ phoneFolder: join(folder, 'phone') });
  bot = await BotServer.start();
  await stage.control.setWebhookUrl({ channelId: CHANNEL, webhookUrl: bot.url });
});
afterEach(async () => {
  bot.close();
  await stage.simulator.close();
  await rm(folder, { recursive: true });
});

const get = async (path: string) => {
  const answer = await fetch(`${stage.simulator.url}${path}`);
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
};

test('a built phone is served in place of the plain page, with scripts of its own alone', async () => {
  expect((await get('/phone')).body).toContain('<form>');
  await mkdir(join(folder, 'phone', 'assets'), { recursive: true });
  await writeFile(join(folder, 'phone', 'index.html'), 'the phone');
  await writeFile(join(folder, 'phone', 'assets', 'index-1.js'), 'its script');
  await writeFile(join(folder, 'secret.js'), 'not its script');
  const page = await get('/phone?person=U1');
  expect(page.body).toBe('the phone');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
  const script = await get('/phone/assets/index-1.js');
  expect([script.body, script.headers.get('content-type')]).toEqual(['its script', 'text/javascript; charset=utf-8']);
  for (const name of ['..%2F..%2Fsecret.js', '..%2Findex.html', 'gone.js', '.js', 'index-1'])
    expect(await get(`/phone/assets/${name}`)).toMatchObject({ status: 404 });
});

test('a tap does the very action that the message holds, and no other', async () => {
  const userId = await stage.friend();
  const action = { type: 'postback', label: 'Same', data: 'first', displayText: 'Same' };
  const template = (data: string) => ({
    type: 'confirm' as const,
    text: 'Which?',
    actions: [{ ...action, data }, action],
  });
  await stage.client().pushMessage({
    to: userId,
    messages: [
      { type: 'template', altText: 'Which?', template: template('second') } as never,
      text('See https://example.com/a'),
    ],
  });
  const { entries } = await stage.control.chat({ channelId: CHANNEL, userId });
  const [which, see] = entries.map((entry) => (entry.kind === 'seen' ? entry.messageId : ''));
  const tap = (messageId = '', given: Record<string, unknown> = action) =>
    stage.control.tapMessage({ channelId: CHANNEL, userId, messageId, action: given });
  await tap(which, { ...action, data: 'second' });
  await tap(which);
  expect(bot.events.map(({ postback }) => postback)).toEqual([{ data: 'second' }, { data: 'first' }]);
  expect(await tap(see, { type: 'uri', uri: 'https://example.com/a' })).toMatchObject({
    opened: 'https://example.com/a',
  });
  for (const wrong of [tap(which, { ...action, data: 'third' }), tap(see), tap('unknown')])
    await expect(wrong).rejects.toThrow('sees no message');
  await expect(tap(see, { type: 'uri', uri: 'https://example.com/b' })).rejects.toThrow('sees no message');
});

test('what a person did is listed with the answers of the webhook, newest first, nobody else’s', async () => {
  const [userId, other] = [await stage.friend(), await stage.friend('Commuter')];
  const say = (who: string, said: string) => stage.control.sendText({ channelId: CHANNEL, userId: who, text: said });
  await say(userId, 'one');
  await say(other, 'else');
  bot.status = 503;
  await say(userId, 'two');
  await stage.control.redeliver({ channelId: CHANNEL, all: true });
  const listed = await stage.control.events({ channelId: CHANNEL, userId });
  expect(listed).toMatchObject([
    { event: { message: { text: 'two' } }, posts: 2, isAnswered: false, response: { status: 503 } },
    { event: { message: { text: 'one' } }, posts: 1, isAnswered: true, response: { status: 200 } },
  ]);
  expect(await stage.control.events({ channelId: CHANNEL, userId, max: 1 })).toHaveLength(1);
});

test('calls about a person are listed with what was asked and answered: sends that they saw, and what names them', async () => {
  const [userId, other] = [await stage.friend(), await stage.friend('Commuter')];
  const client = stage.client();
  await client.pushMessage({ to: other, messages: [text('not theirs')] });
  await client.multicast({ to: [other, userId], messages: [text('both')] });
  await client.broadcast({ messages: [text('all')] });
  await client.getProfile(userId);
  const { events } = await stage.control.sendText({ channelId: CHANNEL, userId, text: 'hi' });
  const reply = { replyToken: events[0]?.replyToken ?? '', messages: [{ type: 'text', text: '' }] };
  await stage.ask('/v2/bot/message/reply', { method: 'POST', token: TOKEN, json: reply });
  const calls = await stage.control.callsFor({ channelId: CHANNEL, userId });
  expect(calls.map(({ endpoint, status }) => `${endpoint.replace(userId, 'them')} ${status}`)).toEqual([
    'POST /v2/bot/message/reply 400',
    'GET /v2/bot/profile/them 200',
    'POST /v2/bot/message/broadcast 200',
    'POST /v2/bot/message/multicast 200',
  ]);
  expect(calls[0]).toMatchObject({ body: reply, answer: { message: expect.any(String) } });
  await stage.control.reset();
  await expect(stage.control.callsFor({ channelId: CHANNEL, userId: STRANGER })).rejects.toThrow('no');
});

test('people are found by their names, with what was said last', async () => {
  const userId = await stage.friend('Night Shift');
  await stage.control.addPerson({ displayName: 'Commuter' });
  await stage.client().pushMessage({ to: userId, messages: [text('<b>Hi</b>')] });
  const contacts = (search?: string) => stage.control.contacts({ channelId: CHANNEL, search });
  expect(await contacts()).toMatchObject([
    { displayName: 'Night Shift', isFriend: true, last: { text: '<b>Hi</b>' } },
    { displayName: 'Commuter', isFriend: false, last: null },
  ]);
  expect(await contacts('shift')).toHaveLength(1);
});

test('what a person sent can be looked at until it is unsent; a chat is read from its end', async () => {
  const userId = await stage.friend();
  const bytes = Buffer.from('a picture').toString('base64');
  await stage.control.sendText({ channelId: CHANNEL, userId, text: 'before' });
  await stage.control.sendMedia({ channelId: CHANNEL, userId, type: 'image', bytes, contentType: 'image/png' });
  const { entries } = await stage.control.chat({ channelId: CHANNEL, userId, last: 1 });
  expect(entries).toMatchObject([{ kind: 'said', message: { type: 'image' } }]);
  const messageId = entries[0]?.kind === 'said' ? entries[0].messageId : '';
  const look = () => stage.control.content({ channelId: CHANNEL, messageId });
  expect(await look()).toEqual({ contentType: 'image/png', bytes });
  await stage.control.unsend({ channelId: CHANNEL, userId, messageId });
  expect(await look()).toBeNull();
});
