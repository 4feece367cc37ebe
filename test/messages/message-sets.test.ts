import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MessageSetModel, MessageSetVersionModel } from '../../src/messages/message-set.model.js';
import { findMessageSet } from '../../src/messages/index.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
beforeEach(() => MessageSetModel.deleteMany({}));
afterEach(() => product.control.clearFaults());
afterAll(() => product.close());

const PATH = '/api/v1/message-sets';
const bubble = (text: string) => ({ type: 'text', text });
const aSet = (changes: object = {}) => ({
  name: 'Welcome',
  contentType: 'service',
  variants: [
    { key: 'all', when: null, languages: { 'zh-TW': [bubble('你好 {{displayName|朋友}}')], en: [bubble('Hi')] } },
  ],
  ...changes,
});
const saying = (...bubbles: object[]) =>
  aSet({ variants: [{ key: 'all', when: null, languages: { 'zh-TW': bubbles } }] });
const create = (body: object = aSet()) => product.api('post', PATH, body);
const couponInput = (changes: object = {}) => ({
  title: 'Half price',
  startAt: '2026-03-01T00:00:00Z',
  endAt: '2036-03-01T00:00:00Z',
  reward: { type: 'discount', priceInfo: { type: 'percentage', percentage: 50 } },
  ...changes,
});
const aCoupon = async () => (await product.api('post', '/api/v1/coupons', couponInput())).body.couponId as string;

describe('saving a message set', () => {
  test('makes its first version, checked by LINE, and each further save the next', async () => {
    const created = await create();
    expect(created).toMatchObject({ status: 201, body: { version: 1, checkedByLine: true, warnings: [], ...aSet() } });
    const { id } = created.body;
    const changed = await product.api('put', `${PATH}/${id}`, { ...aSet({ name: 'Hello' }), version: 1 });
    expect(changed).toMatchObject({ status: 200, body: { id, name: 'Hello', version: 2 } });
    expect((await product.api('get', `${PATH}/${id}`)).body).toMatchObject({ version: 2, name: 'Hello', usedBy: [] });
    expect((await product.api('get', PATH)).body.messageSets).toMatchObject([
      { id, name: 'Hello', languages: ['zh-TW', 'en'], variantKeys: ['all'], version: 2 },
    ]);
    const { versions } = (await product.api('get', `${PATH}/${id}/versions`)).body;
    expect(versions).toMatchObject([
      { version: 2, name: 'Hello' },
      { version: 1, ...aSet() },
    ]);
  });

  test('holds only on the version that was edited; who is late learns who was first', async () => {
    const { id } = (await create()).body;
    const edit = () => product.api('put', `${PATH}/${id}`, { ...aSet(), version: 1 });
    const answers = await Promise.all([edit(), edit(), edit()]);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409, 409]);
    const late = await edit();
    expect(late.body.error.message).toMatch(
      /^Message set Welcome is at version 2, saved by API key \S+ at .*, not 1; look at it first\.$/,
    );
    expect(await MessageSetVersionModel.countDocuments({ messageSetId: id })).toBe(2);
  });

  test('keeps a version for good, also one whose keeping was interrupted', async () => {
    const { id } = (await create()).body;
    await MessageSetVersionModel.deleteMany({ messageSetId: id });
    expect(await findMessageSet(CHANNEL_ID, id, 1)).toMatchObject({ name: 'Welcome' });
    await product.api('put', `${PATH}/${id}`, { ...aSet({ name: 'Hello' }), version: 1 });
    expect(await MessageSetVersionModel.find({ messageSetId: id }).sort({ version: 1 }).lean()).toMatchObject([
      { version: 1, name: 'Welcome' },
      { version: 2, name: 'Hello' },
    ]);
  });

  test('is refused for a name that is taken, and for a third channel', async () => {
    await create();
    expect((await create()).body.error).toMatchObject({
      code: 'conflict',
      message: 'A message set is named Welcome already.',
    });
    expect((await create({ ...aSet(), channelId: '1000000077' })).status).toBe(404);
  });

  test('is refused naming each problem with its place', async () => {
    const { status, body } = await create(
      aSet({
        variants: [
          { key: 'fans', when: { tag: 'nobody-defined' }, languages: { 'zh-TW': [bubble('{{nick}}')] } },
          { key: 'all', when: null, languages: { en: [bubble('{{#if displayName}}x')] } },
        ],
      }),
    );
    expect(status).toBe(400);
    expect(body.error.details.problems).toEqual([
      `variant fans, when: nobody-defined is not a tag of channel ${CHANNEL_ID}`,
      'variant all: zh-TW is missing, the language of friends whose own is not written',
      'variant fans, zh-TW: messages[0].text uses the unknown variable nick; known are displayName, memberPage',
      'variant all, en: messages[0].text has a {{#if …}} without {{/if}}',
    ]);
    expect(await MessageSetModel.countDocuments({})).toBe(0);
  });

  test("is refused by LINE's own word where we find no fault, naming LINE's property", async () => {
    const { status, body } = await create(saying({ ...bubble('Hi'), quoteToken: 'forged' }));
    expect(status).toBe(400);
    expect(body.error.message).toContain(
      'variant all, zh-TW: LINE refuses messages[0].quoteToken: Must not be specified',
    );
  });

  test('is not kept waiting by LINE being away, and says so', async () => {
    await product.control.inject({ path: '/v2/bot/message/validate/multicast', kind: 'serverError' });
    expect(await create()).toMatchObject({ status: 201, body: { checkedByLine: false } });
  });

  test('knows the attributes of the channel', async () => {
    await product.api('post', '/api/v1/attributes', { name: 'plan', label: 'Plan', type: 'choice', choices: ['gold'] });
    const { body } = await create(saying(bubble('{{#if plan = "gold"}}G{{else}}-{{/if}} {{plan}}')));
    expect(body.warnings).toEqual([expect.stringContaining('uses plan, which may be unknown of a friend')]);
    expect((await product.api('delete', '/api/v1/attributes/plan')).body.error.message).toBe(
      'Attribute plan is used by messageSet Welcome.',
    );
  });
});

test('checking says what saving would, and saves nothing', async () => {
  const sound = await product.api('post', `${PATH}/check`, aSet());
  expect(sound.body).toEqual({ problems: [], warnings: [], checkedByLine: true });
  const broken = await product.api('post', `${PATH}/check`, saying(bubble('')));
  expect(broken.body.problems).toEqual(['variant all, zh-TW: messages[0].text must not be empty']);
  expect(await MessageSetModel.countDocuments({})).toBe(0);
});

test('a deleted message set is gone, and its versions stay for what was planned with them', async () => {
  const { id } = (await create()).body;
  expect((await product.api('delete', `${PATH}/${id}`)).status).toBe(204);
  expect((await product.api('delete', `${PATH}/${id}`)).status).toBe(404);
  expect((await product.api('get', `${PATH}/${id}`)).status).toBe(404);
  expect(await findMessageSet(CHANNEL_ID, id, 1)).toMatchObject({ name: 'Welcome' });
  expect(await findMessageSet('1000000077', id, 1)).toBeNull();
});

describe('coupons', () => {
  test('are made, listed and closed at LINE', async () => {
    const couponId = await aCoupon();
    const running = await product.api('get', '/api/v1/coupons?limit=100');
    expect(running.body.coupons).toContainEqual({ couponId, title: 'Half price', status: 'RUNNING' });
    expect((await product.api('post', `/api/v1/coupons/${couponId}/close`)).status).toBe(204);
    expect((await product.api('post', `/api/v1/coupons/${couponId}/close`)).status).toBe(404);
    const closed = await product.api('get', '/api/v1/coupons?status=CLOSED&limit=100');
    expect(closed.body.coupons).toContainEqual({ couponId, title: 'Half price', status: 'CLOSED' });
  });

  test('must end after they begin', async () => {
    const { status, body } = await product.api(
      'post',
      '/api/v1/coupons',
      couponInput({ endAt: '2026-01-01T00:00:00Z' }),
    );
    expect(status).toBe(400);
    expect(body.error.message).toBe('endAt: must be later than startAt.');
  });

  test('in a message set must be known to LINE and open', async () => {
    const couponId = await aCoupon();
    expect((await create(saying({ type: 'coupon', couponId }))).status).toBe(201);
    await product.api('post', `/api/v1/coupons/${couponId}/close`);
    const problemsOf = async (one: string) =>
      (await product.api('post', `${PATH}/check`, saying({ type: 'coupon', couponId: one }))).body.problems;
    expect(await problemsOf(couponId)).toEqual([
      `variant all, zh-TW: messages[0].couponId is ${couponId}, a coupon that is closed`,
    ]);
    expect(await problemsOf('nobody-made')).toEqual([
      'variant all, zh-TW: messages[0].couponId is nobody-made, which is no coupon of this account',
    ]);
  });
});
