import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { listeners } from '../../src/activity/listeners.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { NoteModel } from '../../src/friends/note.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { daysAfter } from './a-friend.js';
import { storeFriend } from './store-friend.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

const api = (method: string, path: string, body?: object) => product.api(method, `/api/v1${path}`, body);
const setAttributes = (id: string, attributes: object) => api('PATCH', `/friends/${id}/attributes`, { attributes });

describe('attributes', () => {
  test('a defined attribute takes what fits and refuses the rest, naming value and what is allowed', async () => {
    const { _id: id } = await storeFriend();
    const defined = await api('POST', '/attributes', {
      name: 'terrain',
      label: 'Favourite terrain',
      type: 'choice',
      about: 'psychographic',
      choices: ['mountain', 'city'],
    });
    expect(defined).toMatchObject({ status: 201, body: { name: 'terrain', about: 'psychographic' } });
    expect((await setAttributes(id, { terrain: 'city' })).body.attributes).toEqual({ terrain: 'city' });
    const refused = await setAttributes(id, { terrain: 'sea', other: 1 });
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toBe('Attribute terrain is "sea"; it must be one of: mountain, city.');
    expect((await api('GET', `/friends/${id}`)).body.attributes).toEqual({ terrain: 'city' });
    const { body } = await api('GET', '/attributes');
    expect(body.attributes.map(({ name }: { name: string }) => name)).not.toContain('other');
  });

  test('a name that nobody defined is defined by its first value', async () => {
    const { _id: id } = await storeFriend();
    expect((await setAttributes(id, { city: '臺北', size: 3, vip: true })).status).toBe(200);
    const { body } = await api('GET', '/attributes');
    expect(body.attributes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'city', type: 'text', label: 'city' }),
        expect.objectContaining({ name: 'size', type: 'number' }),
        expect.objectContaining({ name: 'vip', type: 'boolean' }),
      ]),
    );
    expect((await setAttributes(id, { vip: 'yes' })).status).toBe(400);
    expect((await setAttributes(id, { tastes: ['a'] })).body.error.message).toContain('define it as one');
    expect((await setAttributes(id, { vip: null })).body.attributes).toEqual({ city: '臺北', size: 3 });
  });

  test('of two callers who define a name differently at once, one is refused', async () => {
    const [a, b] = await Promise.all([storeFriend(), storeFriend()]);
    const answers = await Promise.all([
      setAttributes(a._id, { contested: 1 }),
      setAttributes(b._id, { contested: 'one' }),
    ]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '400']);
  });

  test('a definition that a segment speaks of is not removed, and the answer names the segment', async () => {
    await api('POST', '/attributes', { name: 'helmet', label: 'Helmet size', type: 'number' });
    const rule = { attribute: 'helmet', between: { gte: 60 } };
    const saved = await api('POST', '/segments', { name: 'Large heads', rule });
    expect(saved.status).toBe(201);
    expect((await api('GET', '/attributes/helmet/used-by')).body.references).toMatchObject([{ name: 'Large heads' }]);
    const refused = await api('DELETE', '/attributes/helmet');
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toContain('Large heads');
  });

  test('a definition can be changed and removed, but not made twice', async () => {
    const given = { name: 'shoe', label: 'Shoe size', type: 'number' };
    await api('POST', '/attributes', given);
    expect((await api('POST', '/attributes', given)).status).toBe(409);
    expect((await api('PATCH', '/attributes/shoe', { label: 'Size' })).body).toMatchObject({ label: 'Size' });
    expect((await api('PATCH', '/attributes/shoe', { choices: ['a'] })).status).toBe(400);
    expect((await api('DELETE', '/attributes/shoe')).status).toBe(204);
    expect((await api('DELETE', '/attributes/shoe')).status).toBe(404);
  });
});

describe('search', () => {
  const found = async (q: string, limit = 20) => {
    const { body } = await api('GET', `/friends/search?q=${encodeURIComponent(q)}&limit=${limit}`);
    return body.friends.map(({ displayName }: { displayName: string }) => displayName);
  };

  test('finds names in four languages, the same first', async () => {
    for (const displayName of ['小騎士', '騎士', '騎士團', 'ツーリング部', 'นักขี่ใจดี', 'Harbour Rider'])
      await storeFriend({ displayName });
    expect(await found('騎士')).toEqual(['騎士', '騎士團', '小騎士']);
    expect(await found('つーりんぐ')).toEqual(['ツーリング部']);
    expect(await found('ใจดี')).toEqual(['นักขี่ใจดี']);
    expect(await found('HARB')).toEqual(['Harbour Rider']);
    expect(await found('騎士', 1)).toEqual(['騎士']);
  });

  test('finds a friend by LINE user id, its beginning, and our own id', async () => {
    const friend = await storeFriend({ displayName: 'Id rider', lineUserId: `Uabc123${'0'.repeat(26)}` });
    expect(await found(friend.lineUserId)).toEqual(['Id rider']);
    expect(await found('Uabc123')).toEqual(['Id rider']);
    expect(await found(friend._id)).toEqual(['Id rider']);
  });

  test('finds what an attribute says as soon as it is set, unless it is sensitive', async () => {
    const { _id: id } = await storeFriend({ displayName: 'Attribute rider' });
    await api('POST', '/attributes', { name: 'diagnosis', label: 'Diagnosis', type: 'text', isSensitive: true });
    await setAttributes(id, { customerNumber: 'LL-20931', diagnosis: 'confidential' });
    expect(await found('20931')).toEqual(['Attribute rider']);
    expect(await found('confidential')).toEqual([]);
    await setAttributes(id, { customerNumber: null });
    expect(await found('20931')).toEqual([]);
  });

  test('refuses a text that says too little', async () => {
    expect((await api('GET', '/friends/search?q=a')).body.error.message).toContain('at least two letters');
  });

  test('leaves out friends who were merged into another', async () => {
    await storeFriend({ displayName: 'Absorbed walker', mergedInto: 'another' });
    expect(await found('Absorbed walker')).toEqual([]);
  });
});

describe('consent and blacklist', () => {
  test('consent is kept per purpose, and each change is on the record once', async () => {
    const { _id: id } = await storeFriend();
    const given = { state: 'granted', source: 'web form' };
    const { body } = await api('PUT', `/friends/${id}/consent/survey`, given);
    expect(body.consent).toEqual({ survey: { ...given, at: expect.any(String) } });
    const { rev } = (await FriendModel.findById(id).lean()) ?? {};
    await api('PUT', `/friends/${id}/consent/survey`, given);
    expect(await FriendModel.findById(id).lean()).toMatchObject({ rev });
    await api('PUT', `/friends/${id}/consent/survey`, { state: 'denied', source: 'phone call' });
    const event = { id: 'e1', name: 'friend.consentChanged', channelId: CHANNEL_ID, friendId: id, at: new Date() };
    const payload = { purpose: 'survey', state: 'denied', source: 'phone call' };
    const listener = listeners.find(({ on }) => on.includes('friend.consentChanged'));
    await listener?.run(product.app.ctx, { ...event, payload });
    await listener?.run(product.app.ctx, { ...event, payload });
    expect(await ActivityModel.find({ friendId: id, kind: 'consent.changed' }).lean()).toMatchObject([
      { _id: 'e1', data: payload },
    ]);
    expect((await api('DELETE', `/friends/${id}/consent/survey`)).body.consent).toEqual({});
  });

  test('the older opt-out attribute and the consent for promotions are one truth', async () => {
    const { _id: id } = await storeFriend();
    expect((await setAttributes(id, { promotionOptOut: true })).body).toMatchObject({
      attributes: { promotionOptOut: true },
      consent: { promotion: { state: 'denied' } },
    });
    await api('PUT', `/friends/${id}/consent/promotion`, { state: 'granted', source: 'web form' });
    expect((await api('GET', `/friends/${id}`)).body.attributes).toEqual({ promotionOptOut: false });
    expect((await setAttributes(id, { promotionOptOut: null })).body.consent).toEqual({});
    expect(await FriendModel.findById(id).lean()).toMatchObject({ attributes: {} });
  });

  test('a friend has a bounded number of purposes', async () => {
    const { _id: id } = await storeFriend();
    const put = (purpose: string) =>
      api('PUT', `/friends/${id}/consent/${purpose}`, { state: 'granted', source: 'form' });
    for (let index = 0; index < 20; index += 1) await put(`purpose${index}`);
    expect((await put('oneMore')).status).toBe(409);
    expect((await put('purpose3')).status).toBe(200);
    expect((await put('not.a.purpose')).status).toBe(400);
  });

  test('a friend can be blacklisted with a reason and taken off again', async () => {
    const { _id: id } = await storeFriend();
    const { body } = await api('PUT', `/friends/${id}/blacklist`, { reason: 'asked to be left alone' });
    expect(body.blacklisted).toMatchObject({ reason: 'asked to be left alone' });
    expect((await api('PUT', `/friends/${id}/blacklist`, {})).status).toBe(400);
    expect((await api('DELETE', `/friends/${id}/blacklist`)).body.blacklisted).toBeNull();
    expect((await api('DELETE', `/friends/${id}/blacklist`)).status).toBe(200);
  });
});

describe('notes', () => {
  test('a note is written, rewritten, deleted and restored', async () => {
    const { _id: id } = await storeFriend();
    const { body: note } = await api('POST', `/friends/${id}/notes`, { text: 'Prefers mornings' });
    await api('PATCH', `/friends/${id}/notes/${note.id}`, { text: 'Prefers evenings' });
    expect((await api('GET', `/friends/${id}/notes`)).body.notes).toMatchObject([
      { text: 'Prefers evenings', editedAt: expect.any(String) },
    ]);
    await api('DELETE', `/friends/${id}/notes/${note.id}`);
    expect((await api('GET', `/friends/${id}/notes`)).body.notes).toEqual([]);
    expect((await api('POST', `/friends/${id}/notes/${note.id}/restore`)).status).toBe(200);
    expect((await api('GET', `/friends/${id}/notes`)).body.notes).toHaveLength(1);
    expect((await api('POST', `/friends/${id}/notes`, { text: 'x'.repeat(2_001) })).status).toBe(400);
  });

  test('a note is not restored after a day, nor through another friend', async () => {
    const [{ _id: id }, { _id: otherId }] = await Promise.all([storeFriend(), storeFriend()]);
    const { body: note } = await api('POST', `/friends/${id}/notes`, { text: 'Old' });
    await NoteModel.updateOne({ _id: note.id }, { $set: { deletedAt: new Date(Date.now() - 25 * 3_600_000) } });
    expect((await api('POST', `/friends/${id}/notes/${note.id}/restore`)).status).toBe(404);
    expect((await api('DELETE', `/friends/${otherId}/notes/${note.id}`)).status).toBe(404);
  });
});

describe('timeline', () => {
  test('everything about a friend comes in one order, page by page, while new things arrive', async () => {
    const { _id: id } = await storeFriend();
    const activities = Array.from({ length: 25 }, (_, index) => ({
      _id: `${id}/${String(index).padStart(2, '0')}`,
      channelId: CHANNEL_ID,
      friendId: id,
      groupId: null,
      kind: index % 2 ? 'service.visited' : 'ride.tested',
      at: daysAfter(Math.floor(index / 5)),
      content: null,
      unsentAt: null,
      data: {},
    }));
    await ActivityModel.collection.insertMany(activities as never);
    await NoteModel.collection.insertMany(
      [2, 3, 3].map((day, index) => ({
        _id: `note-${id}-${index}`,
        channelId: CHANNEL_ID,
        friendId: id,
        text: 'x',
        by: 'y',
        at: daysAfter(day),
        editedAt: null,
        deletedAt: null,
      })) as never,
    );
    const whole = (await api('GET', `/friends/${id}/timeline?limit=200`)).body;
    expect(whole.entries).toHaveLength(28);
    expect(whole.next).toBeNull();
    const paged: { id: string; at: string }[] = [];
    let before = '';
    do {
      const { body } = await api('GET', `/friends/${id}/timeline?limit=4${before}`);
      paged.push(...body.entries);
      before = body.next ? `&before=${body.next}` : '';
      await api('POST', `/friends/${id}/notes`, { text: 'arrived meanwhile' });
    } while (before);
    expect(paged).toEqual(whole.entries);
    const ats = paged.map(({ at }) => at);
    expect(ats).toEqual(ats.toSorted().toReversed());
    const { body: visits } = await api('GET', `/friends/${id}/timeline?kinds=service.visited,note.added&limit=200`);
    const kinds = new Set(visits.entries.map(({ kind }: { kind: string }) => kind));
    expect(kinds).toEqual(new Set(['service.visited', 'note.added']));
  });

  test('a cursor that is none is refused, and so is a friend that is none', async () => {
    const { _id: id } = await storeFriend();
    expect((await api('GET', `/friends/${id}/timeline?before=nonsense`)).status).toBe(400);
    expect((await api('GET', '/friends/01ARZ3NDEKTSV4RRFFQ69G5FAV/timeline')).status).toBe(404);
  });
});
