import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LineError } from '../../src/line/errors.js';
import type { LineGateway } from '../../src/line/gateway.js';
import { BULK_LINK_USERS_MAX, SLOW_RATES } from '../../src/line/limits.js';
import { createLineConnector } from '../../src/line/messaging-api.js';
import { startLineSimulator, type LineSimulator } from '../../src/sandbox/line-simulator/index.js';

const CHANNEL = '1650000001';
const TOKEN = 'long-lived-access-token';
const EFFECT_MS = 2_000;
const SIZE = { width: 2_500, height: 1_686 };

let line: LineSimulator;
let gateway: LineGateway;
let riders: string[];

beforeEach(async () => {
  line = await startLineSimulator();
  await line.control.addBot({ channelId: CHANNEL, channelSecret: 'channel-secret', accessToken: TOKEN });
  gateway = createLineConnector({ apiBaseUrl: line.url, dataApiBaseUrl: line.dataUrl })({
    channelId: CHANNEL,
    accessToken: TOKEN,
  });
  const people = await line.control.addPeople(
    Array.from({ length: 5 }, (_, index) => ({ displayName: `Rider ${index}` })),
  );
  riders = people.map(({ userId }) => userId);
  await line.control.befriend({ channelId: CHANNEL, userIds: riders });
});
afterEach(() => line.close());

/** The header of a PNG, which is all that the simulator looks at. */
function aPng(): Buffer {
  const bytes = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
  bytes.writeUInt32BE(SIZE.width, 16);
  bytes.writeUInt32BE(SIZE.height, 20);
  return bytes;
}

async function publish(name: string): Promise<string> {
  const menu = { size: SIZE, selected: false, name, chatBarText: 'Menu', areas: [] };
  const richMenuId = await gateway.createRichMenu(menu);
  await gateway.uploadRichMenuImage(richMenuId, aPng(), 'image/png');
  return richMenuId;
}

const counts = () => line.control.menuCounts(CHANNEL);
const later = (milliseconds = EFFECT_MS) => line.control.advanceClock(milliseconds);

async function failure(call: Promise<unknown>): Promise<LineError> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (outcome instanceof LineError) return outcome;
  throw new Error('The call did not end in a LineError.', { cause: outcome });
}

describe('linking a menu to many', () => {
  test('takes effect a little after it was accepted, and so does taking it away', async () => {
    const menu = await publish('Riders');
    await gateway.linkRichMenus(riders, menu);
    expect(await counts()).toEqual({ '': 5 });
    await later();
    expect(await counts()).toEqual({ Riders: 5 });
    expect(await gateway.getLinkedRichMenu(riders[0] ?? '')).toBe(menu);
    await gateway.unlinkRichMenus(riders.slice(1));
    await later();
    expect(await counts()).toEqual({ '': 4, Riders: 1 });
    expect(await gateway.getLinkedRichMenu(riders[1] ?? '')).toBeNull();
  });

  test('links nobody when one id is malformed, and its place is named', async () => {
    const menu = await publish('Riders');
    const ids = [...riders.slice(0, 3), 'U123', ...riders.slice(3)];
    const error = await failure(gateway.linkRichMenus(ids, menu));
    expect(error).toMatchObject({ kind: 'invalid', message: expect.stringContaining('userIds[3]') });
    await later();
    expect(await counts()).toEqual({ '': 5 });
  });

  test(`is refused for more than ${BULK_LINK_USERS_MAX}, and for a menu that is gone`, async () => {
    const menu = await publish('Riders');
    const many = Array.from({ length: BULK_LINK_USERS_MAX }, () => riders[0] ?? '');
    await gateway.linkRichMenus(many, menu);
    expect((await failure(gateway.linkRichMenus([...many, riders[0] ?? ''], menu))).kind).toBe('invalid');
    await gateway.deleteRichMenu(menu);
    expect((await failure(gateway.linkRichMenus(riders, menu))).kind).toBe('notFound');
  });
});

describe('replacing a menu by another one', () => {
  const KEY = 'resume-key_1';

  test('relinks everybody who has it, and nobody else', async () => {
    const [old, young, other] = [await publish('Old'), await publish('Young'), await publish('Other')];
    await gateway.linkRichMenus(riders.slice(0, 3), old);
    await gateway.linkRichMenu(riders[3] ?? '', other);
    await later();
    const requestId = await gateway.replaceRichMenu({ from: old, to: young }, KEY);
    expect(await gateway.getMenuBatchPhase(requestId)).toBe('ongoing');
    await later();
    expect(await gateway.getMenuBatchPhase(requestId)).toBe('succeeded');
    expect(await counts()).toEqual({ Young: 3, Other: 1, '': 1 });
  });

  test('goes on under its key where LINE failed', async () => {
    const [old, young] = [await publish('Old'), await publish('Young')];
    await gateway.linkRichMenus(riders, old);
    await later();
    await line.control.configure({ batchPeopleMax: 3 });
    const first = await gateway.replaceRichMenu({ from: old, to: young }, KEY);
    await later();
    expect(await gateway.getMenuBatchPhase(first)).toBe('failed');
    expect(await counts()).toEqual({ Old: 2, Young: 3 });
    const second = await gateway.replaceRichMenu({ from: old, to: young }, KEY);
    await later();
    expect(await gateway.getMenuBatchPhase(second)).toBe('succeeded');
    expect(await counts()).toEqual({ Young: 5 });
  });

  test('is refused for a menu that there is not, and more often than LINE allows in an hour', async () => {
    const [old, young] = [await publish('Old'), await publish('Young')];
    expect((await failure(gateway.replaceRichMenu({ from: 'richmenu-1', to: young }, KEY))).kind).toBe('notFound');
    for (let call = 1; call < SLOW_RATES.replaceRichMenu.count; call += 1)
      await gateway.replaceRichMenu({ from: old, to: young }, KEY);
    expect((await failure(gateway.replaceRichMenu({ from: old, to: young }, KEY))).kind).toBe('rateLimit');
  });

  test('has no progress that LINE does not know', async () => {
    const unknown = '01234567-89ab-4cde-8f01-23456789abcd';
    expect((await failure(gateway.getMenuBatchPhase(unknown))).kind).toBe('notFound');
  });
});
