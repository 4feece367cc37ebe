import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { messagingApi } from '@line/bot-sdk';
import { UNKNOWN, area, create, shownTo, withImage } from './rich-menu-support.js';
import { BotServer, CHANNEL, HOUR, SECOND, type Stage, refusal, startStage } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('check 34: many people at once', () => {
  test('a bulk link is accepted and takes effect a little later', async () => {
    const richMenuId = await withImage(stage);
    const userIds = await stage.friends(500);
    const { httpResponse } = await stage.client().linkRichMenuIdToUsersWithHttpInfo({ richMenuId, userIds });
    expect(httpResponse.status).toBe(202);
    expect((await refusal(stage.client().getRichMenuIdOfUser(userIds[0] ?? ''))).status).toBe(404);
    await stage.control.advanceClock(5 * SECOND);
    expect(await stage.client().getRichMenuIdOfUser(userIds[499] ?? '')).toEqual({ richMenuId });
    await stage.client().unlinkRichMenuIdFromUsers({ userIds });
    await stage.control.advanceClock(5 * SECOND);
    expect((await refusal(stage.client().getRichMenuIdOfUser(userIds[499] ?? ''))).status).toBe(404);
  });

  test('one malformed ID links nobody', async () => {
    const richMenuId = await withImage(stage);
    const userId = await stage.friend();
    const link = async (userIds: string[], id = richMenuId) =>
      stage.client().linkRichMenuIdToUsers({ richMenuId: id, userIds });
    expect(await refusal(link(['nobody', userId]))).toMatchObject({
      status: 400,
      body: { message: "The property, 'userIds[0]', in the request body is invalid (line: -, column: -)" },
    });
    expect((await refusal(link(Array.from({ length: 501 }, () => userId)))).status).toBe(400);
    expect(await refusal(link([userId], UNKNOWN))).toMatchObject({
      status: 404,
      body: { message: 'richmenu not found' },
    });
    expect(await refusal(link([userId], 'nonsense'))).toMatchObject({
      status: 400,
      body: { message: 'invalid richMenuId' },
    });
    await stage.control.advanceClock(5 * SECOND);
    expect(await shownTo(stage, userId)).toBeNull();
  });

  test('a batch moves everybody from one menu to another, and its progress is told', async () => {
    const [from, to] = [await withImage(stage), await withImage(stage)];
    const userId = await stage.friend();
    await stage.client().linkRichMenuIdToUser(userId, from);
    const operations = [{ type: 'link', from, to }] as messagingApi.RichMenuBatchOperation[];
    const { httpResponse } = await stage.client().richMenuBatchWithHttpInfo({ operations });
    const requestId = httpResponse.headers.get('x-line-request-id') ?? '';
    expect(httpResponse.status).toBe(202);
    expect(await stage.client().getRichMenuBatchProgress(requestId)).toMatchObject({ phase: 'ongoing' });
    await stage.control.advanceClock(5 * SECOND);
    expect(await stage.client().getRichMenuBatchProgress(requestId)).toMatchObject({ phase: 'succeeded' });
    expect(await shownTo(stage, userId)).toMatchObject({ richMenuId: to });
  });

  test('what a batch refuses', async () => {
    const [from, to] = [await withImage(stage), await withImage(stage)];
    const check = async (operations: object[]) =>
      stage.ask('/v2/bot/richmenu/validate/batch', { method: 'POST', json: { operations } });
    const link = { type: 'link', from, to };
    expect(await check([link, link])).toMatchObject({
      status: 400,
      body: { message: `from richmenu (${from}) is duplicated` },
    });
    expect(await check([link, { type: 'unlinkAll' }])).toMatchObject({
      status: 400,
      body: { message: "'unlinkAll' type can't be combined with other type" },
    });
    expect((await check(Array.from({ length: 1_001 }, () => link))).status).toBe(400);
    expect((await check([{ type: 'link', from, to: UNKNOWN }])).status).toBe(404);
    expect((await check([link])).status).toBe(200);
  });

  test('the fourth batch of an hour is answered 429', async () => {
    const json = { operations: [{ type: 'unlinkAll' }] };
    const batch = async () => (await stage.ask('/v2/bot/richmenu/batch', { method: 'POST', json })).status;
    expect([await batch(), await batch(), await batch(), await batch()]).toEqual([202, 202, 202, 429]);
    await stage.control.advanceClock(HOUR / 3);
    expect(await batch()).toBe(202);
  });
});

describe('check 35: aliases', () => {
  test('duplicate, without a usable menu, unknown', async () => {
    const client = stage.client();
    const [good, bare] = [await withImage(stage), await create(stage)];
    const alias = async (richMenuAliasId: string, richMenuId: string) =>
      client.createRichMenuAlias({ richMenuAliasId, richMenuId });
    await alias('riders', good);
    expect(await refusal(alias('riders', good))).toMatchObject({
      status: 400,
      body: { message: 'conflict richmenu alias id', details: [] },
    });
    for (const richMenuId of [bare, UNKNOWN]) {
      expect(await refusal(alias('owners', richMenuId))).toMatchObject({
        status: 400,
        body: { message: 'richmenu not found', details: [] },
      });
    }
    const unknown = { status: 404, body: { message: 'richmenu alias not found', details: [] } };
    expect(await refusal(client.getRichMenuAlias('owners'))).toMatchObject(unknown);
    expect(await refusal(client.updateRichMenuAlias('owners', { richMenuId: good }))).toMatchObject(unknown);
    expect(await refusal(client.deleteRichMenuAlias('owners'))).toMatchObject(unknown);
    expect((await refusal(alias('Riders!', good))).status).toBe(400);
    expect(await client.getRichMenuAliasList()).toEqual({ aliases: [{ richMenuAliasId: 'riders', richMenuId: good }] });
  });

  test('a tap on a switch sends a postback and switches by itself', async () => {
    const bot = await BotServer.start();
    await stage.control.setWebhookUrl({ channelId: CHANNEL, webhookUrl: bot.url });
    const userId = await stage.friend();
    const second = await withImage(stage, { name: 'Second' });
    const first = await withImage(stage, {
      areas: [
        area({ type: 'richmenuswitch', richMenuAliasId: 'second', data: 'tab=2' }),
        area({ type: 'richmenuswitch', richMenuAliasId: 'nowhere', data: 'tab=3' }),
      ],
    });
    await stage.client().createRichMenuAlias({ richMenuAliasId: 'second', richMenuId: second });
    await stage.client().setDefaultRichMenu(first);

    const lost = await stage.control.tapMenuArea({ channelId: CHANNEL, userId, index: 1 });
    expect(lost.events).toMatchObject([
      { type: 'postback', postback: { data: 'tab=3', params: { status: 'RICHMENU_ALIAS_ID_NOTFOUND' } } },
    ]);
    expect(JSON.stringify(lost.events)).not.toContain('newRichMenuAliasId');

    await stage.control.tapMenuArea({ channelId: CHANNEL, userId, index: 0 });
    expect(bot.events.at(-1)).toMatchObject({
      type: 'postback',
      postback: { data: 'tab=2', params: { newRichMenuAliasId: 'second', status: 'SUCCESS' } },
    });
    expect(await shownTo(stage, userId)).toMatchObject({ richMenuId: second, alias: 'second', isLinked: true });
    bot.close();
  });
});
