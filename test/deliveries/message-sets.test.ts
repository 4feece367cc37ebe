import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { loadContent, planDeliveries, sendPlanned } from '../../src/deliveries/index.js';
import { Content, renderFor } from '../../src/deliveries/core/content.js';
import { findFriendsById } from '../../src/friends/index.js';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { MessageSetModel, MessageSetVersionModel } from '../../src/messages/message-set.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';

let product: TestApp;
let owner: FriendDocument;
let ownerInJapan: FriendDocument;
let visitor: FriendDocument;
let visitorInJapan: FriendDocument;
let setId: string;
const everybody = () => [owner, ownerInJapan, visitor, visitorInJapan];

const bubble = (text: string, rest: object = {}) => ({ type: 'text', text, ...rest });
const variants = [
  {
    key: 'owners',
    when: { attribute: 'model', in: ['S1'] },
    languages: {
      'zh-TW': [bubble('車主您好')],
      en: [bubble('Dear {{displayName|owner}} of an {{model|x}}'), bubble('For gold', { when: { if: 'tier' } })],
      ja: [bubble('オーナー様')],
    },
  },
  {
    key: 'all',
    when: null,
    languages: {
      'zh-TW': [bubble('您好')],
      en: [bubble('Hi{{#if tier}} {{tier}}{{else}} there{{/if}}')],
      ja: [bubble('こんにちは')],
    },
  },
];
const aSet = (changes: object = {}) => ({
  name: 'Greeting',
  contentType: 'engagement',
  sender: { name: 'Service' },
  variants,
  ...changes,
});

beforeAll(async () => {
  product = await buildApp();
  [owner, ownerInJapan, visitor, visitorInJapan] = await Promise.all([
    aFriend(product, { displayName: 'Rider', language: 'en' }),
    aFriend(product, { language: 'ja' }),
    aFriend(product, { language: 'en' }),
    aFriend(product, { language: 'ja' }),
  ]);
  await product.api('post', '/api/v1/attributes', { name: 'model', label: 'Model', type: 'text' });
  await product.api('post', '/api/v1/attributes', { name: 'tier', label: 'Tier', type: 'text' });
  for (const { _id } of [owner, ownerInJapan])
    expect(
      (await product.api('PATCH', `/api/v1/friends/${_id}/attributes`, { attributes: { model: 'S1' } })).status,
    ).toBeLessThan(300);
  const created = await product.api('post', '/api/v1/message-sets', aSet());
  expect(created.status).toBe(201);
  setId = created.body.id;
});
afterAll(() => product.close());

let number = 0;
const send = async (friend: FriendDocument, content: object) => {
  number += 1;
  const { status, body } = await product.api('post', '/api/v1/messages', {
    friendId: friend._id,
    externalId: `set-${number}`,
    content,
  });
  return { status, body };
};
const settled = (id: string, expected: object) =>
  eventually(async () => expect(await DeliveryModel.findById(id).lean()).toMatchObject(expected));

test('each friend sees the variant that they meet in their language, and nobody anything else', async () => {
  const texts = [['Dear Rider of an S1'], ['オーナー様'], ['Hi there'], ['こんにちは']];
  for (const [index, friend] of everybody().entries()) {
    const before = (await seenBy(product, friend.lineUserId)).length;
    const { status, body } = await send(friend, { messageSet: setId });
    expect(status).toBe(202);
    await settled(body.id, { state: 'accepted', content: { messageSet: setId, version: 1 } });
    const seen = (await seenBy(product, friend.lineUserId)).slice(before);
    expect(seen.map(({ message }) => message['text'])).toEqual(texts[index]);
    expect(seen[0]?.message['sender']).toEqual({ name: 'Service' });
  }
});

test('what was planned is sent as it was then, however the set is changed or deleted afterwards', async () => {
  const { id } = (await product.api('post', '/api/v1/message-sets', aSet({ name: 'Passing' }))).body;
  const sender = { kind: 'campaign' as const, id: 'passing' };
  const content = Content.parse({ messageSet: id, version: 1 });
  const now = { content, notBefore: new Date(), isHeldOut: false };
  const recipients = [owner, visitor].map(({ _id, lineUserId }) => ({ friendId: _id, lineUserId, ...now }));
  await planDeliveries(product.app.ctx, { channelId: CHANNEL_ID, sender, recipients });
  const other = [{ ...variants[1], languages: { 'zh-TW': [bubble('新')], en: [bubble('New')] } }];
  await product.api('put', `/api/v1/message-sets/${id}`, { ...aSet({ name: 'Passing', variants: other }), version: 1 });
  expect((await product.api('delete', `/api/v1/message-sets/${id}`)).status).toBe(204);
  await sendPlanned(product.app.ctx, 'passing');
  const sent = await DeliveryModel.find({ 'sender.id': 'passing' }).lean();
  const textFor = ({ _id }: FriendDocument) => sent.find(({ friendId }) => friendId === _id)?.messages?.[0]?.['text'];
  expect([textFor(owner), textFor(visitor)]).toEqual(['Dear Rider of an S1', 'Hi there']);
});

test('rendering for many friends asks the store for nothing more', async () => {
  const content = Content.parse({ messageSet: setId, version: 1 });
  const friends = [...(await findFriendsById(everybody().map(({ _id }) => _id))).values()];
  const loaded = await loadContent(product.app.ctx, CHANNEL_ID, [content, content]);
  product.storeProxy.cut();
  try {
    expect(friends.flatMap((friend) => renderFor(friend, content, loaded))).toHaveLength(4);
  } finally {
    product.storeProxy.mend();
    await eventually(async () => expect((await product.api('get', '/api/v1/message-sets')).status).toBe(200));
  }
});

test('a friend for whom no bubble is left gets nothing, and the delivery says why', async () => {
  const only = [{ key: 'all', when: null, languages: { 'zh-TW': [bubble('Gold', { when: { if: 'tier' } })] } }];
  const { body: set } = await product.api('post', '/api/v1/message-sets', aSet({ name: 'Only gold', variants: only }));
  expect(set.warnings).toEqual([
    'variant all, zh-TW: every bubble is left out when tier is unknown, and such a friend gets nothing',
  ]);
  const { body } = await send(visitor, { messageSet: set.id });
  await settled(body.id, { state: 'rejected', reason: 'templateInvalid', messages: null });
});

test('a message set or version that does not exist is refused before anything is planned', async () => {
  expect((await send(visitor, { messageSet: 'nobody-made' })).status).toBe(404);
  expect((await send(visitor, { messageSet: setId, version: 99 })).status).toBe(404);
});

describe('a campaign', () => {
  test('fixes the version when it is made, and keeps its message set from being deleted', async () => {
    const { status, body } = await product.api('post', '/api/v1/campaigns', {
      name: 'Spring',
      audience: { everyone: true },
      content: { messageSet: setId },
      sendAt: new Date(Date.now() + 24 * 3_600_000),
    });
    expect({ status, content: body.content }).toEqual({
      status: 201,
      content: { messageSet: setId, version: 1, values: {} },
    });
    const refused = await product.api('delete', `/api/v1/message-sets/${setId}`);
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { message: 'Message set Greeting is used by campaign Spring.' } },
    });
    expect((await product.api('get', `/api/v1/message-sets/${setId}`)).body.usedBy).toEqual([
      { kind: 'campaign', id: body.id, name: 'Spring' },
    ]);
    await product.api('post', `/api/v1/campaigns/${body.id}/cancel`);
  });
});

describe('a preview', () => {
  const preview = async (body: object) => (await product.api('post', '/api/v1/messages/preview', body)).body;

  test('for a friend is exactly what they would get, and sends nothing', async () => {
    const deliveries = await DeliveryModel.countDocuments({});
    const messages = [bubble('Dear Rider of an S1', { sender: { name: 'Service' } })];
    expect(await preview({ content: { messageSet: setId }, friendId: owner._id })).toEqual({
      language: 'en',
      variant: 'owners',
      contentType: 'engagement',
      messages,
      bubbles: [{ kind: 'text', text: 'Service:\nDear Rider of an S1' }],
      count: 1,
      bytes: Buffer.byteLength(JSON.stringify(messages)),
      problems: [],
    });
    expect(await DeliveryModel.countDocuments({})).toBe(deliveries);
  });

  test('for nobody fills in examples and what is given, in the language and variant that are asked for', async () => {
    const said = async (rest: object) => (await preview({ content: { messageSet: setId }, ...rest })).messages;
    expect(await said({})).toMatchObject([{ text: '您好' }]);
    expect(await said({ language: 'en' })).toMatchObject([{ text: 'Hi tier' }]);
    expect(await said({ language: 'en', values: { tier: 'gold' } })).toMatchObject([{ text: 'Hi gold' }]);
    expect(await said({ language: 'en', variant: 'owners' })).toMatchObject([
      { text: 'Dear Friend of an model' },
      { text: 'For gold' },
    ]);
    expect((await preview({ content: { messageSet: setId }, variant: 'x' })).problems).toEqual([
      'Message set Greeting has no variant x; it has owners, all.',
    ]);
  });

  test('shows a message set that is not saved, with its problems', async () => {
    const set = aSet({ variants: [{ key: 'all', when: null, languages: { en: [bubble('Hi {{nick}}')] } }] });
    const { problems, messages } = await preview({ set, friendId: visitor._id });
    expect(messages).toEqual([]);
    expect(problems).toEqual([
      'variant all: zh-TW is missing, the language of friends whose own is not written',
      'variant all, en: messages[0].text uses the unknown variable nick; known are model, tier, displayName, memberPage',
      'Message set Greeting, variant all (en): the variable nick has no value and no fallback.',
    ]);
    expect(await preview({ set: aSet(), friendId: visitorInJapan._id })).toMatchObject({
      variant: 'all',
      language: 'ja',
      bubbles: [{ text: 'Service:\nこんにちは' }],
      problems: [],
    });
  });

  test('shows templates and plain messages too', async () => {
    const plain = { messages: [bubble('Hi')] };
    expect(await preview({ content: plain })).toMatchObject({ messages: plain.messages, contentType: null, count: 1 });
    expect(await preview({ content: { template: 'greeting' }, language: 'en' })).toMatchObject({
      language: 'en',
      variant: null,
      problems: [],
    });
    expect((await preview({ content: { template: 'gone' } })).problems).toEqual([
      'There is no message template "gone".',
    ]);
  });
});

test('the newest version can be read while it is not yet kept among the others', async () => {
  await MessageSetVersionModel.deleteMany({ messageSetId: setId });
  const { version } = (await MessageSetModel.findById(setId).lean()) ?? {};
  const content = Content.parse({ messageSet: setId, version });
  expect((await loadContent(product.app.ctx, CHANNEL_ID, [content])).sets.size).toBe(1);
});
