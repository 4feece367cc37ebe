import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { LineError } from '../../src/line/errors.js';
import type { LineGateway, LineRichMenu } from '../../src/line/gateway.js';
import { createLineConnector } from '../../src/line/messaging-api.js';
import { startLineSimulator, type LineSimulator } from '../../src/sandbox/line-simulator/index.js';

const CHANNEL = '1650000001';
const TOKEN = 'long-lived-access-token';

let line: LineSimulator;
let gateway: LineGateway;
let image: Buffer;

beforeEach(async () => {
  line = await startLineSimulator();
  await line.control.addBot({ channelId: CHANNEL, channelSecret: 'channel-secret', accessToken: TOKEN });
  gateway = createLineConnector({ apiBaseUrl: line.url, dataApiBaseUrl: line.dataUrl })({
    channelId: CHANNEL,
    accessToken: TOKEN,
  });
  image = await sharp({ create: { width: 800, height: 500, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
});
afterEach(async () => line.close());

const left = { x: 0, y: 0, width: 400, height: 500 };
const right = { x: 400, y: 0, width: 400, height: 500 };
const menu = (name = 'riders'): LineRichMenu => ({
  size: { width: 800, height: 500 },
  selected: false,
  name,
  chatBarText: 'Menu',
  areas: [
    { bounds: left, action: { type: 'postback', label: 'Ride', data: 'action=ride' } },
    { bounds: right, action: { type: 'uri', label: 'Shop', uri: 'https://example.com/shop' } },
  ],
});
const aMenu = async (name?: string) => {
  const richMenuId = await gateway.createRichMenu(menu(name));
  await gateway.uploadRichMenuImage(richMenuId, image, 'image/png');
  return richMenuId;
};

async function failure(call: Promise<unknown>): Promise<LineError> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof LineError) return outcome;
  throw new Error('The call did not end in a LineError.', { cause: outcome });
}

describe('a rich menu', () => {
  test('is listed by the name that it was made with until it is deleted', async () => {
    const richMenuId = await gateway.createRichMenu(menu('riders'));
    expect(await gateway.listRichMenus()).toEqual([{ richMenuId, name: 'riders' }]);
    await gateway.deleteRichMenu(richMenuId);
    expect(await gateway.listRichMenus()).toEqual([]);
    expect(await failure(gateway.deleteRichMenu(richMenuId))).toMatchObject({ kind: 'notFound' });
  });

  test('takes its image once: a second time says that it has one', async () => {
    const richMenuId = await gateway.createRichMenu(menu());
    expect(await gateway.uploadRichMenuImage(richMenuId, image, 'image/png')).toBe(true);
    expect(await gateway.uploadRichMenuImage(richMenuId, image, 'image/png')).toBe(false);
  });

  test('takes no image that LINE does not allow', async () => {
    const small = await sharp(image).resize(400, 250).png().toBuffer();
    const richMenuId = await gateway.createRichMenu(menu());
    expect(await failure(gateway.uploadRichMenuImage(richMenuId, small, 'image/png'))).toMatchObject({
      kind: 'invalid',
    });
  });

  test('beyond a hundred in an hour is refused for its rate', async () => {
    for (let made = 0; made < 100; made += 1) await gateway.createRichMenu(menu());
    expect((await failure(gateway.createRichMenu(menu()))).kind).toBe('rateLimit');
  });
});

describe('an alias', () => {
  test('is made, moved, listed and deleted; deleting it again is no error', async () => {
    const [first, second] = [await aMenu('first'), await aMenu('second')];
    await gateway.putRichMenuAlias('riders', first);
    expect(await gateway.listRichMenuAliases()).toEqual([{ aliasId: 'riders', richMenuId: first }]);
    await gateway.putRichMenuAlias('riders', second);
    expect(await gateway.listRichMenuAliases()).toEqual([{ aliasId: 'riders', richMenuId: second }]);
    await gateway.deleteRichMenuAlias('riders');
    await gateway.deleteRichMenuAlias('riders');
    expect(await gateway.listRichMenuAliases()).toEqual([]);
  });

  test('does not lead to a menu without an image', async () => {
    const bare = await gateway.createRichMenu(menu());
    expect((await failure(gateway.putRichMenuAlias('riders', bare))).kind).toBe('invalid');
  });
});

test('the default menu is none until it is set, and none again after it is cleared', async () => {
  expect(await gateway.getDefaultRichMenu()).toBeNull();
  const richMenuId = await aMenu();
  await gateway.setDefaultRichMenu(richMenuId);
  expect(await gateway.getDefaultRichMenu()).toBe(richMenuId);
  await gateway.clearDefaultRichMenu();
  expect(await gateway.getDefaultRichMenu()).toBeNull();
});

test('a default menu that was set elsewhere is not ours to know', async () => {
  await line.control.inject({ method: 'GET', path: '/v2/bot/user/all/richmenu', kind: 'serverError', status: 403 });
  expect(await gateway.getDefaultRichMenu()).toBeNull();
});

describe("LINE's figures of a menu", () => {
  const today = async () => new Date((await line.control.now()) + 9 * 3_600_000).toISOString().slice(0, 10);
  const tappedBy = async (count: number, richMenuId: string) => {
    const people = await line.control.addPeople(
      Array.from({ length: count }, (_, index) => ({ displayName: `Rider ${index}` })),
    );
    const userIds = people.map(({ userId }) => userId);
    await line.control.befriend({ channelId: CHANNEL, userIds });
    for (const userId of userIds) {
      await gateway.linkRichMenu(userId, richMenuId);
      await line.control.tapMenuArea({ channelId: CHANNEL, userId, index: 0 });
    }
  };

  test('are nothing below twenty people who tapped', async () => {
    const richMenuId = await aMenu();
    await tappedBy(19, richMenuId);
    const days = { from: await today(), to: await today() };
    expect(await gateway.getRichMenuSummary(richMenuId, days)).toBeNull();
    expect(await gateway.getRichMenuDays(richMenuId, days)).toBeNull();
  });

  test('say of each area how often and by how many it was tapped, over all and by day', async () => {
    const richMenuId = await aMenu();
    await tappedBy(20, richMenuId);
    const day = await today();
    const days = { from: day, to: day };
    expect(await gateway.getRichMenuSummary(richMenuId, days)).toEqual({
      count: 20,
      uniqueUsers: 20,
      areas: [
        { bounds: left, count: 20, uniqueUsers: 20 },
        { bounds: right, count: 0, uniqueUsers: 0 },
      ],
    });
    expect(await gateway.getRichMenuDays(richMenuId, days)).toEqual({
      impressions: [{ day, count: 20, uniqueUsers: 20 }],
      areas: [
        { bounds: left, taps: [{ day, count: 20, uniqueUsers: 20 }] },
        { bounds: right, taps: [{ day, count: 0, uniqueUsers: 0 }] },
      ],
    });
  });

  test.each([
    ['getRichMenuSummary', 396],
    ['getRichMenuDays', 99],
  ] as const)('by %s reach over at most %i days after the first', async (method, span) => {
    const richMenuId = await aMenu();
    const to = await today();
    const from = (days: number) => new Date(Date.parse(to) - days * 86_400_000).toISOString().slice(0, 10);
    expect(await gateway[method](richMenuId, { from: from(span), to })).toBeNull();
    expect((await failure(gateway[method](richMenuId, { from: from(span + 1), to }))).kind).toBe('invalid');
  });

  test('of a menu that there is not are not found', async () => {
    const days = { from: await today(), to: await today() };
    const unknown = `richmenu-${'0'.repeat(32)}`;
    expect((await failure(gateway.getRichMenuSummary(unknown, days))).kind).toBe('notFound');
  });
});
