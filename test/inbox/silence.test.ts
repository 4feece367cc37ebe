import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DeliveryModel, type Delivery, type Sender } from '../../src/deliveries/delivery.model.js';
import { deliver } from '../../src/deliveries/index.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import type { Filter } from '../../src/infra/mongo/model.js';
import { act } from '../../src/inbox/act.js';
import { SurveyResponseModel } from '../../src/surveys/survey.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { as, aStaffMember, conversationOf, say } from './an-inbox.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await aStaffMember('agent-1');
  await product.api('POST', '/api/v1/auto-responses', {
    name: 'Hours',
    when: { kind: 'keyword', anyOf: ['hours'] },
    template: 'survey-thanks',
  });
  await product.api('PUT', '/api/v1/inbox/settings', {
    handOver: { keywords: [{ kind: 'keyword', anyOf: ['human'] }], template: null },
  });
});
afterAll(() => product.close());

const tap = ({ lineUserId: userId }: FriendDocument, data: string) =>
  product.control.postback({ channelId: CHANNEL_ID, userId, data });
async function outcomes({ _id: friendId }: FriendDocument, kind: Sender['kind']) {
  const found = await DeliveryModel.find({ friendId, 'sender.kind': kind } as Filter<Delivery>)
    .sort({ plannedAt: 1 })
    .lean<Delivery[]>();
  return found.map(({ state, reason, passed }) => ({ state, reason, passed }));
}

describe('who has the turn', () => {
  test('what the bot answers opens no conversation', async () => {
    const friend = await aFriend(product);
    await say(product, friend, 'What are your hours?');
    await eventually(async () => expect(await outcomes(friend, 'autoResponse')).toMatchObject([{ state: 'accepted' }]));
    expect((await FriendModel.findById(friend._id).lean())?.conversation).toBeNull();
  });

  test('what the bot does not answer waits for staff, and the bot still answers what it can', async () => {
    const friend = await aFriend(product);
    await say(product, friend, 'It smells of smoke');
    const { waitingSince } = await conversationOf(friend, { state: 'open', heldSince: null });
    await say(product, friend, 'What are your hours?');
    await eventually(async () => expect(await outcomes(friend, 'autoResponse')).toMatchObject([{ state: 'accepted' }]));
    expect((await conversationOf(friend, { unreadCount: 1 })).waitingSince).toEqual(waitingSince);
  });

  test.each([
    ['a tap', (friend: FriendDocument) => tap(friend, 'action=talk')],
    ['a word', (friend: FriendDocument) => say(product, friend, 'a HUMAN please, what are your hours?')],
  ])('%s asks for a person: the bot leaves it alone', async (_how, ask) => {
    const friend = await aFriend(product);
    await ask(friend);
    await conversationOf(friend, { state: 'open', heldSince: expect.any(Date) });
    expect(await outcomes(friend, 'autoResponse')).toEqual([]);
  });

  test('the bot has it again when staff release it, and speaks', async () => {
    const friend = await aFriend(product);
    await tap(friend, 'action=talk');
    const { _id: id } = await conversationOf(friend, { state: 'open' });
    await product.api('POST', `/api/v1/conversations/${id}/release`);
    await conversationOf(friend, { state: 'pending', heldSince: null });
    await say(product, friend, 'hours?');
    await eventually(async () => expect(await outcomes(friend, 'autoResponse')).toMatchObject([{ state: 'accepted' }]));
    await say(product, friend, 'And on the moon?');
    await conversationOf(friend, { state: 'open', heldSince: null });
  });
});

describe('while a person has the chat', () => {
  let friend: FriendDocument;
  let id: string;
  let seenBefore: number;
  beforeEach(async () => {
    friend = await aFriend(product);
    await say(product, friend, 'My scooter does not start');
    ({ _id: id } = await conversationOf(friend, { state: 'open' }));
    await act(as(product, 'agent-1'), id, { kind: 'claim', staffId: 'agent-1' });
    seenBefore = (await seenBy(product, friend.lineUserId)).length;
  });
  const skipped = [{ state: 'skipped', reason: 'staffHasChat' }];
  const nothingSeen = async () => expect(await seenBy(product, friend.lineUserId)).toHaveLength(seenBefore);

  test('auto-responses are silent, and what they would have answered waits for staff', async () => {
    await say(product, friend, 'hours?');
    await eventually(async () => expect(await outcomes(friend, 'autoResponse')).toMatchObject(skipped));
    await nothingSeen();
    await conversationOf(friend, { unreadCount: 2 });
  });

  test('greetings are silent', async () => {
    await product.control.block({ channelId: CHANNEL_ID, userId: friend.lineUserId });
    await product.control.follow({ channelId: CHANNEL_ID, userId: friend.lineUserId });
    await eventually(async () => expect((await outcomes(friend, 'greeting')).at(-1)).toMatchObject(skipped[0] ?? {}));
    await nothingSeen();
  });

  test('surveys wait until staff leave the chat', async () => {
    await product.api('POST', '/api/v1/surveys', {
      name: 'After service',
      trigger: { activityKind: 'service.visited' },
      delaySeconds: 0,
      templates: { ask: 'service-survey', thanks: 'survey-thanks', sorry: 'survey-sorry' },
    });
    await product.api('POST', `/api/v1/friends/${friend._id}/activities`, { kind: 'service.visited', externalId: 'v' });
    const asking = () => SurveyResponseModel.findOne({ friendId: friend._id }).lean();
    await eventually(async () =>
      expect(await asking()).toMatchObject({ state: 'scheduled', lookAt: expect.any(Date), expiresAt: null }),
    );
    expect(await outcomes(friend, 'survey')).toEqual([]);
    await nothingSeen();
    await product.api('POST', `/api/v1/conversations/${id}/release`);
    await eventually(async () => expect(await outcomes(friend, 'survey')).toMatchObject([{ state: 'accepted' }]));
    await eventually(async () => expect(await asking()).toMatchObject({ state: 'asked' }));
  });

  test('that something is fixed is told all the same: it is a person who says so', async () => {
    const { body } = await product.api('POST', '/api/v1/feedback', {
      friendId: friend._id,
      text: 'The brake squeaks.',
    });
    await product.api('POST', `/api/v1/feedback/${body.id}/move`, { to: 'fixed', message: 'We changed it.' });
    await eventually(async () => expect(await outcomes(friend, 'feedback')).toMatchObject([{ state: 'accepted' }]));
    expect((await product.api('GET', `/api/v1/feedback/${body.id}`)).body).toMatchObject({
      toldAt: expect.any(String),
    });
  });

  test('promotions are silent', async () => {
    const promotion = { messages: [{ type: 'text' as const, text: 'Sale!' }], contentType: 'promotion' as const };
    await deliver(product.app.ctx, {
      id: `sale:${friend._id}`,
      friend,
      sender: { kind: 'campaign', id: 'sale' },
      content: promotion,
    });
    await eventually(async () => expect(await outcomes(friend, 'campaign')).toMatchObject(skipped));
    await nothingSeen();
  });

  test('it stays so while it is snoozed', async () => {
    await product.api('POST', `/api/v1/conversations/${id}/snooze`, {});
    await say(product, friend, 'hours?');
    await eventually(async () => expect(await outcomes(friend, 'autoResponse')).toMatchObject(skipped));
    await nothingSeen();
    await conversationOf(friend, { state: 'open', assigneeId: 'agent-1' });
  });

  test('what the friend wants at once comes through, and says what it passed', async () => {
    await deliver(product.app.ctx, {
      id: `code:${friend._id}`,
      friend,
      sender: { kind: 'membership', id: 'code' },
      content: { messages: [{ type: 'text', text: 'Your code is 123456' }] },
      transactional: true,
    });
    await eventually(async () =>
      expect(await outcomes(friend, 'membership')).toMatchObject([{ state: 'accepted', passed: ['staffHasChat'] }]),
    );
  });

  test('resolving gives the bot its voice back', async () => {
    await product.api('POST', `/api/v1/conversations/${id}/resolve`);
    await say(product, friend, 'hours?');
    await eventually(async () => expect(await outcomes(friend, 'autoResponse')).toMatchObject([{ state: 'accepted' }]));
    expect(await conversationOf(friend)).toMatchObject({ state: 'resolved' });
  });
});
