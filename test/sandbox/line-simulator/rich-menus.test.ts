import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UNKNOWN, area, create, menu, png, shownTo, withImage } from './rich-menu-support.js';
import { CHANNEL, STRANGER, type Stage, refusal, startStage } from './support.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => stage.simulator.close());

describe('check 32: rich menus and their images', () => {
  test.each([
    ['too narrow', { size: { width: 799, height: 500 } }, 'size.width'],
    ['too wide', { size: { width: 2501, height: 1000 } }, 'size.width'],
    ['too low', { size: { width: 800, height: 249 } }, 'size.height'],
    ['too tall for its width', { size: { width: 800, height: 552 } }, 'size'],
    ['no name', { name: '' }, 'name'],
    ['a long name', { name: 'a'.repeat(301) }, 'name'],
    ['a long bar text', { chatBarText: 'a'.repeat(15) }, 'chatBarText'],
    ['21 areas', { areas: Array.from({ length: 21 }, () => area({ type: 'message', text: 'x' })) }, 'areas'],
    ['a bad address', { areas: [area({ type: 'uri', uri: 'nonsense' })] }, 'areas[0].action.uri'],
  ])('%s', async (_name, changes, property) => {
    const refused = await refusal(stage.client().createRichMenu(menu(changes)));
    expect(refused).toMatchObject({
      status: 400,
      body: { message: 'The request body has 1 error(s)', details: [{ property }] },
    });
    expect((await refusal(stage.client().validateRichMenuObject(menu(changes)))).status).toBe(400);
  });

  test('an image has a type, a size and is uploaded once', async () => {
    const client = stage.client();
    const richMenuId = await create(stage);
    const gif = new Blob(['x'], { type: 'image/gif' });
    expect((await refusal(client.setRichMenuImage(richMenuId, gif))).status).toBe(415);
    for (const [width, height] of [
      [799, 500],
      [2501, 1000],
      [800, 249],
      [800, 552],
    ] as const) {
      expect(await refusal(client.setRichMenuImage(richMenuId, png(width, height)))).toMatchObject({
        status: 400,
        body: { message: 'The image size is not allowed for richmenu' },
      });
    }
    expect((await refusal(client.setRichMenuImage(UNKNOWN, png(2500, 1686)))).status).toBe(404);
    await client.setRichMenuImage(richMenuId, png(2500, 1686));
    expect(await refusal(client.setRichMenuImage(richMenuId, png(2500, 1686)))).toMatchObject({
      status: 400,
      body: { message: 'An image has already been uploaded to the richmenu' },
    });
    const response = await stage.ask(`/v2/bot/richmenu/${UNKNOWN}/content`);
    expect(response.status).toBe(404);
  });

  test('a thousand menus and no more', async () => {
    await stage.control.configure({ rateFactor: 0 });
    for (let count = 0; count < 1_000; count += 1) await create(stage);
    expect((await refusal(create(stage))).status).toBe(400);
    expect((await stage.client().getRichMenuList()).richmenus).toHaveLength(1_000);
  });
});

describe('check 33: default and linked menus', () => {
  test('neither works without an image', async () => {
    const richMenuId = await create(stage);
    const userId = await stage.friend();
    const noImage = {
      status: 400,
      body: { message: 'must upload richmenu image before applying it to user', details: [] },
    };
    expect(await refusal(stage.client().setDefaultRichMenu(richMenuId))).toMatchObject(noImage);
    expect(await refusal(stage.client().linkRichMenuIdToUser(userId, richMenuId))).toMatchObject(noImage);
  });

  test('what is not there is said so', async () => {
    const userId = await stage.friend();
    const client = stage.client();
    expect(await refusal(client.getDefaultRichMenuId())).toMatchObject({
      status: 404,
      body: { message: 'no default richmenu', details: [] },
    });
    expect(await refusal(client.getRichMenuIdOfUser(userId))).toMatchObject({
      status: 404,
      body: { message: 'the user has no richmenu', details: [] },
    });
    expect((await refusal(client.linkRichMenuIdToUser(userId, UNKNOWN))).status).toBe(404);
    expect(await refusal(client.linkRichMenuIdToUser('nobody', UNKNOWN))).toMatchObject({
      status: 400,
      body: { message: "The value for the 'userId' parameter is invalid" },
    });
  });

  test("a person's own menu comes before the default", async () => {
    const [everybody, own] = [await withImage(stage), await withImage(stage, { name: 'Owners' })];
    const userId = await stage.friend();
    await stage.client().setDefaultRichMenu(everybody);
    expect(await shownTo(stage, userId)).toMatchObject({ richMenuId: everybody, isDefault: true, isLinked: false });
    await stage.client().linkRichMenuIdToUser(userId, own);
    expect(await shownTo(stage, userId)).toMatchObject({ richMenuId: own, name: 'Owners', isLinked: true });
    await stage.client().unlinkRichMenuIdFromUser(userId);
    expect(await shownTo(stage, userId)).toMatchObject({ richMenuId: everybody });
    await stage.client().cancelDefaultRichMenu();
    expect(await shownTo(stage, userId)).toBeNull();
  });

  test('linking somebody who blocks or is no friend is 200 without effect', async () => {
    const richMenuId = await withImage(stage);
    const blocker = await stage.friend();
    await stage.control.block({ channelId: CHANNEL, userId: blocker });
    for (const userId of [blocker, STRANGER]) {
      await stage.client().linkRichMenuIdToUser(userId, richMenuId);
      expect((await refusal(stage.client().getRichMenuIdOfUser(userId))).status).toBe(404);
    }
  });
});
