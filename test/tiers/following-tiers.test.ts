import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { aProgram, aTier } from './core/a-program.js';

let product: TestApp;
let segmentId: string;

const call = async (method: string, path: string, body?: object) => {
  const answer = await product.api(method, `/api/v1${path}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const earn = ({ _id }: FriendDocument, points: number, externalId: string) =>
  call('POST', `/friends/${_id}/points/earn`, { points, externalId, reason: 'test' });
const view = async ({ _id }: FriendDocument) => call('GET', `/friends/${_id}`);
const isGold = (seen: { segments: { id: string }[] }) => seen.segments.some(({ id }) => id === segmentId);
const finished = (id: string) =>
  eventually(async () => {
    const operation = await call('GET', `/operations/${id}`);
    expect(operation.state).toBe('done');
    return operation;
  }, 30_000);

beforeAll(async () => {
  product = await buildApp();
  const published = await call('PUT', '/tier-program', aProgram());
  expect(published).toMatchObject({ version: 1, channelId: CHANNEL_ID });
  await finished(published.operationId);
  segmentId = (await call('POST', '/segments', { name: 'Gold', rule: { tier: ['gold'] } })).id;
  await call('POST', '/tags', { tagId: 'moved', name: 'Moved' });
  const when = { kind: 'activity', activityKind: 'tier.changed' };
  await call('POST', '/tag-rules', { name: 'Tier changed', when, tagId: 'moved' });
});
afterAll(() => product.close());

async function aGoldFriend(): Promise<FriendDocument> {
  const friend = await aFriend(product);
  await earn(friend, 950, '1');
  await earn(friend, 60, '2');
  await eventually(async () => expect(isGold(await view(friend))).toBe(true));
  return friend;
}

test('segments and tags follow a tier', async () => {
  const friend = await aGoldFriend();
  await eventually(async () =>
    expect(await view(friend)).toMatchObject({ tier: { key: 'gold' }, points: 1_010, tags: [{ tagId: 'moved' }] }),
  );
  const { entries } = await call('GET', `/friends/${friend._id}/points/entries`);
  const taken = entries.find(({ points }: { points: number }) => points === 60);
  await call('POST', `/friends/${friend._id}/points/entries/${taken.id}/reverse`, { reason: 'by mistake' });
  await eventually(async () => {
    const seen = await view(friend);
    expect([seen.tier?.key, isGold(seen)]).toEqual(['silver', false]);
  });
});

test('staff put a friend into a tier and let the program decide again', async () => {
  const friend = await aFriend(product);
  const set = { key: 'gold', reason: 'a friend of the house', until: null };
  const tier = { key: 'gold', override: { reason: 'a friend of the house', until: null } };
  expect(await call('PUT', `/friends/${friend._id}/tier`, set)).toMatchObject({ tier });
  expect(await call('PUT', `/friends/${friend._id}/tier`, set)).toMatchObject({ tier });
  await eventually(async () => expect(isGold(await view(friend))).toBe(true));
  expect((await call('DELETE', `/friends/${friend._id}/tier`)).tier).toBeNull();
  await eventually(async () => {
    expect(isGold(await view(friend))).toBe(false);
    const { history } = await call('GET', `/friends/${friend._id}/tier`);
    expect(history.map(({ from, to, why }: Record<string, unknown>) => [from, to, why])).toEqual([
      ['gold', null, 'overrideEnded'],
      [null, 'gold', 'override'],
    ]);
  });
  const at = (body: object) => product.api('PUT', `/api/v1/friends/${friend._id}/tier`, body);
  expect((await at({ ...set, key: 'platinum' })).body.error.message).toContain('it has silver, gold');
  expect((await at({ ...set, until: '2020-01-01T00:00:00Z' })).status).toBe(400);
});

test('a merge judges whoever has more then', async () => {
  const [kept, absorbed] = [await aFriend(product), await aFriend(product)];
  await earn(kept, 400, '1');
  await earn(absorbed, 650, '1');
  await eventually(async () => expect((await view(absorbed)).tier).toMatchObject({ key: 'silver' }));
  const merge = await call('POST', '/friends/merges', { keepId: kept._id, absorbId: absorbed._id });
  expect((await view(kept)).tier).toMatchObject({ key: 'gold' });
  await call('POST', `/friends/merges/${merge.id}/undo`);
  expect([(await view(kept)).tier, (await view(absorbed)).tier]).toMatchObject([null, { key: 'silver' }]);
});

test('rules speak of tiers that there are, and a tier that they speak of cannot be left out', async () => {
  const refused = await product.api('POST', '/api/v1/segments', { name: 'Golden', rule: { tier: ['Gold'] } });
  expect([refused.status, refused.body.error.message]).toEqual([
    400,
    `Gold is not a tier of channel ${CHANNEL_ID}; it has silver, gold.`,
  ]);
  const without = await product.api('PUT', '/api/v1/tier-program', aProgram({ tiers: [aTier('bronze', 100)] }));
  expect([without.status, without.body.error.message]).toEqual([
    409,
    'Tier gold cannot be left out: it is used by segment Gold.',
  ]);
});

test('another program is previewed without a change, and then moves who is concerned', async () => {
  const friend = await aGoldFriend();
  const wanted = aProgram({ tiers: [aTier('bronze', 100), aTier('gold', 5_000)] });
  const { result } = await finished((await call('POST', '/tier-program/preview', wanted)).id);
  expect(result.now.gold).toBeGreaterThanOrEqual(1);
  expect(result.then.gold).toBeUndefined();
  expect(result.then.bronze).toBeGreaterThanOrEqual(1);
  expect((await view(friend)).tier).toMatchObject({ key: 'gold' });
  await finished((await call('PUT', '/tier-program', wanted)).operationId);
  expect((await view(friend)).tier).toMatchObject({ key: 'bronze' });
  const { versions } = await call('GET', '/tier-program/versions');
  expect(versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
});
