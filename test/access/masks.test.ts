import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { holdsMask, mask, MASK } from '../../src/access/core/mask.js';
import { routes } from '../../src/domains.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { storeFriend } from '../friends/store-friend.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { aPerson, type Browser } from '../support/staff.js';

const NAME = 'Wilhelmina Rider';
const PHONE = '0912345678';
let product: TestApp;
let masked: Browser & { id: string };
let friendId: string;

beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  for (const name of ['phone', 'city'])
    await product.api('POST', '/api/v1/attributes', { name, label: name, type: 'text', about: 'demographic' });
  const friend = await storeFriend({ displayName: NAME, attributes: { phone: PHONE, city: 'Tainan' } });
  friendId = friend._id;
  await product.api('PUT', '/api/v1/roles/masked', {
    name: 'Masked',
    permissions: ['*:*'],
    visibility: 'all',
    maskedFields: ['displayName', 'attributes.phone'],
  });
  masked = await aPerson(product, 'masked');
});
afterAll(() => product.close());

describe('what a role hides', () => {
  test('is hidden on a friend, while others see it', async () => {
    const { body } = await masked.api('GET', `/friends/${friendId}`);
    expect(body).toMatchObject({ displayName: MASK, attributes: { phone: MASK, city: 'Tainan' } });
    const { body: plain } = await product.api('GET', `/api/v1/friends/${friendId}`);
    expect(plain).toMatchObject({ displayName: NAME, attributes: { phone: PHONE } });
  });

  // A stream has no end to read to; test/live looks at what it tells.
  const read = routes.filter(({ method, access, events }) => method === 'get' && 'scope' in access && !events);
  test.each(read.map(({ path }) => path))('is not in what %s answers', async (path) => {
    const url = path
      .replace('/friends/:id', `/friends/${friendId}`)
      .replace(':file', path.includes('exports') ? 'friends.csv' : 'qr.svg')
      .replaceAll(/:\w+/g, '01ARZ3NDEKTSV4RRFFQ69G5FAV');
    const { body } = await masked.send('GET', url, {});
    const text = JSON.stringify(body);
    expect(text).not.toContain(NAME);
    expect(text).not.toContain(PHONE);
  });

  /** The audit log grows with each export. */
  const rowsOf = (file: string) =>
    file
      .trimEnd()
      .split('\n')
      .filter((row) => !row.startsWith('{"holding":"audit"')).length;

  test('is hidden in files too, row by row; what is not hidden stays as it was', async () => {
    const open = await aPerson(product, 'admin');
    for (const path of ['/exports/friends.csv', '/exports/friends.ndjson', `/friends/${friendId}/export.ndjson`]) {
      const [{ body: hidden }, { body: plain }] = [await masked.api('GET', path), await open.api('GET', path)];
      expect(plain).toContain(PHONE);
      expect(hidden).not.toContain(PHONE);
      expect(hidden).not.toContain(NAME);
      expect(hidden).toContain('Tainan');
      expect(rowsOf(hidden)).toBe(rowsOf(plain));
    }
  });

  test('cannot be written over by what stands in its place', async () => {
    const written = await masked.api('PATCH', `/friends/${friendId}/attributes`, { attributes: { phone: MASK } });
    expect(written).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } });
    expect((await FriendModel.findById(friendId).lean())?.attributes['phone']).toBe(PHONE);
  });

  test('is not shown by giving a role that shows it, to oneself or others', async () => {
    const open = { name: 'Open', permissions: ['friends:read'], visibility: 'all' };
    expect((await masked.api('PUT', '/roles/open', open)).status).toBe(403);
    expect((await masked.api('PUT', '/roles/masked', { ...open, name: 'Masked' })).status).toBe(403);
    expect((await masked.api('PATCH', `/staff/${masked.id}`, { roleKey: 'admin' })).status).toBe(403);
    expect((await masked.api('POST', '/api-keys', { name: 'own', scopes: ['read'] })).status).toBe(403);
  });

  test.each(['profile.displayName', 'attributes', 'attributes.', 'points'])('cannot be %s', async (field) => {
    const role = { name: 'x', permissions: [], visibility: 'own', maskedFields: [field] };
    expect((await product.api('PUT', '/api/v1/roles/strange', role)).status).toBe(400);
  });
});

describe('masking', () => {
  test('leaves nothing of a hidden field, however deep it lies, and everything else alone', () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('', 'plain', 'secret'));
    const keys = fc.constantFrom('displayName', 'attributes', 'phone', 'other', 'attribute.phone', 'list');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(mask(value, [])).toEqual(value);
        const hidden = mask(value, ['displayName', 'attributes.phone']);
        const visit = (node: unknown, parent: string): void => {
          if (typeof node !== 'object' || node === null) return;
          for (const [key, inner] of Object.entries(node)) {
            const isHidden =
              key === 'displayName' || key === 'attribute.phone' || (key === 'phone' && parent === 'attributes');
            if (isHidden) expect([MASK, null, '', undefined]).toContain(inner);
            else visit(inner, Array.isArray(node) ? parent : key);
          }
        };
        visit(hidden, '');
      }),
    );
    expect(holdsMask({ a: [{ b: MASK }] })).toBe(true);
    expect(holdsMask({ a: [{ b: 'plain' }], c: null })).toBe(false);
  });
});
