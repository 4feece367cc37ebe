import QRCode from 'qrcode';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FriendModel } from '../../src/friends/friend.model.js';
import { TagLinkOpeningModel } from '../../src/tags/tag-link.model.js';
import { API_KEY, buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { LIFF_ID, openPages } from '../support/liff-app.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await openPages(product, { basicId: '@brand' });
  await product.api('POST', '/api/v1/tags', { tagId: 'opened', name: 'Opened' });
});
afterAll(() => product.close());

const addLink = async (changes: object = {}) => {
  const { status, body } = await product.api('POST', '/api/v1/tag-links', {
    name: 'Poster',
    tagId: 'opened',
    ...changes,
  });
  expect(status).toBe(201);
  const token = new URL(body.link).pathname.split('/').at(-1) ?? '';
  return { ...body, token };
};
const follow = (path: string) => fetch(`${product.url}${path}`, { redirect: 'manual' });
const open = async (token: string, userId: string) => {
  const { idToken } = await product.control.idToken({ channelId: CHANNEL_ID, userId });
  return product.api('POST', '/liff/tag-openings', { token, idToken }, null);
};
const intensity = async (friendId: string) =>
  (await FriendModel.findById(friendId).lean())?.tags.find(({ tagId }) => tagId === 'opened')?.v ?? 0;

test('a tag link leads into LINE and counts the click', async () => {
  const { id, token } = await addLink();
  const answer = await follow(`/t/${token}`);
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe(`${product.line.url}/liff/${LIFF_ID}?tag=${encodeURIComponent(token)}`);
  expect((await product.api('GET', `/api/v1/tag-links/${id}`)).body).toMatchObject({ clicks: 1, openers: 0 });
});

test('a friend who opens it inside LINE is tagged once, however often and at once', async () => {
  const friend = await aFriend(product);
  const { id, token } = await addLink({ weight: 3, url: 'https://brand.example/spring' });
  const answers = await Promise.all([1, 2, 3].map(() => open(token, friend.lineUserId)));
  for (const answer of answers)
    expect(answer).toMatchObject({ status: 200, body: { url: 'https://brand.example/spring', addUrl: null } });
  expect(await intensity(friend._id)).toBe(3);
  expect((await product.api('GET', `/api/v1/tag-links/${id}`)).body).toMatchObject({ openers: 1 });
  const { body } = await product.api('GET', `/api/v1/friends/${friend._id}/tags/opened/ledger`);
  expect(body.entries).toMatchObject([{ source: { kind: 'tagLink', id, name: 'Poster' }, weight: 3 }]);
});

test('counts again after its cooldown', async () => {
  const friend = await aFriend(product);
  const { token } = await addLink({ cooldownMinutes: 10 });
  await open(token, friend.lineUserId);
  await open(token, friend.lineUserId);
  expect(await intensity(friend._id)).toBe(1);
  await TagLinkOpeningModel.updateOne(
    { friendId: friend._id },
    { $set: { countedAt: new Date(Date.now() - 601_000) } },
  );
  await open(token, friend.lineUserId);
  expect(await intensity(friend._id)).toBe(2);
});

test('whoever is no friend yet is led to adding the account and not tagged', async () => {
  const { userId } = await product.control.addPerson({ displayName: 'Passer-by', language: 'en' });
  const { token } = await addLink();
  expect((await open(token, userId)).body).toEqual({ url: null, addUrl: 'https://line.me/R/ti/p/%40brand' });
  expect(await FriendModel.countDocuments({ lineUserId: userId })).toBe(0);
});

describe('a link that is forged, over or removed', () => {
  test('shows a clear page and tags nobody', async () => {
    const friend = await aFriend(product);
    const { id, token } = await addLink();
    const over = await addLink({ expiresAt: new Date(Date.now() - 1_000) });
    const removed = await addLink();
    expect((await product.api('DELETE', `/api/v1/tag-links/${removed.id}`)).status).toBe(204);
    for (const wrong of [`${id}.AAAAAAAAAAAAAAAAAAAAAA`, `${id}.`, `${token}x`, over.token, removed.token]) {
      const answer = await follow(`/t/${wrong}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('This link is not valid any more.');
      expect((await open(wrong, friend.lineUserId)).status).toBe(404);
    }
    expect(await intensity(friend._id)).toBe(0);
  });

  test('shows the page also when nothing of it is left', async () => {
    const { id } = await addLink();
    const answer = await follow(`/t/${id}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('This link is not valid any more.');
  });

  test("a stranger's ID token is refused", async () => {
    const { token } = await addLink();
    const answer = await product.api('POST', '/liff/tag-openings', { token, idToken: 'made-up' }, null);
    expect(answer.status).toBe(401);
  });
});

test.each([
  ['svg', 'image/svg+xml', '<svg'],
  ['png', 'image/png', 'PNG'],
])('has a QR code as %s', async (format, contentType, begin) => {
  const { id } = await addLink();
  const answer = await fetch(`${product.url}/api/v1/tag-links/${id}/qr.${format}`, {
    headers: { authorization: 'Bearer test-key-with-every-scope-in-it' },
  });
  expect(answer.headers.get('content-type')).toContain(contentType);
  expect(
    Buffer.from(await answer.arrayBuffer())
      .toString('latin1')
      .slice(0, 10),
  ).toContain(begin);
});

test('its QR code, as drawn, is that of its address', async () => {
  const { id, link } = await addLink();
  const answer = await fetch(`${product.url}/api/v1/tag-links/${id}/qr.png`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  const { data, info } = await sharp(Buffer.from(await answer.arrayBuffer()))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { modules } = QRCode.create(link, { errorCorrectionLevel: 'M' });
  const QUIET_ZONE = 4;
  const pitch = info.width / (modules.size + 2 * QUIET_ZONE);
  const isDark = (row: number, column: number) => {
    const [y, x] = [row, column].map((index) => Math.floor((index + QUIET_ZONE + 0.5) * pitch));
    return (data[(y ?? 0) * info.width + (x ?? 0)] ?? 255) < 128;
  };
  const all = Array.from({ length: modules.size }, (_, row) => row);
  const drawn = all.map((row) => all.map((column) => isDark(row, column)));
  expect(drawn).toEqual(all.map((row) => all.map((column) => modules.get(row, column) === 1)));
  for (const edge of [-1, -QUIET_ZONE, modules.size]) expect(all.some((index) => isDark(edge, index))).toBe(false);
});

test.each([
  ['an unknown tag', { tagId: 'nowhere' }],
  ['an address that is not https', { url: 'javascript:alert(1)' }],
])('is refused with %s', async (_what, changes) => {
  const answer = await product.api('POST', '/api/v1/tag-links', { name: 'Poster', tagId: 'opened', ...changes });
  expect(answer.status).toBe(400);
});

test('a tag that a link gives is used by it', async () => {
  await addLink({ name: 'Counts as a use' });
  await eventually(async () =>
    expect((await product.api('GET', '/api/v1/tags/opened/used-by')).body.references).toContainEqual({
      kind: 'tagLink',
      id: expect.any(String),
      name: 'Counts as a use',
    }),
  );
});
