import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { deliver } from '../../src/deliveries/index.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { WEEKDAYS } from '../../src/hours/core/calendar.js';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { countHeard, hearFriend, hearGroup } from '../../src/inbox/hear.js';
import { checkService } from '../../src/service/check-service.js';
import { writeOpening } from '../../src/service/core/opening.js';
import { aCalendar, daily, frames } from '../hours/a-calendar.js';
import { aStaffMember, as, conversationOf, say } from '../inbox/an-inbox.js';
import { act } from '../../src/inbox/act.js';
import { answer } from '../../src/inbox/answer.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';

let product: TestApp;
let opensAt: Date;
beforeAll(async () => {
  product = await buildApp();
  await aStaffMember('agent-1');
  await product.api('POST', '/api/v1/auto-responses', {
    name: 'Price',
    when: { kind: 'keyword', anyOf: ['price'] },
    template: 'survey-thanks',
  });
  // Open for an hour on a day that is three days from now: closed, whenever this runs.
  const day = WEEKDAYS[(new Date().getUTCDay() + 3) % WEEKDAYS.length] ?? 'sunday';
  const calendar = aCalendar({ timeZone: 'UTC', week: { ...daily(), [day]: frames('12:00-13:00') } });
  const { body } = await product.api('POST', '/api/v1/calendars', { calendar });
  const { body: moment } = await product.api('GET', `/api/v1/calendars/${body.id}/moment`);
  opensAt = new Date(moment.nextOpeningAt);
  const saved = await product.api('PUT', '/api/v1/inbox/settings', {
    handOver: { keywords: [], template: 'fallback-answer' },
    hours: { calendarId: body.id, outOfHours: { quietMinutes: 30 } },
  });
  expect(saved.status).toBe(200);
});
afterAll(() => product.close());

const deliveriesTo = ({ _id: friendId }: FriendDocument) =>
  DeliveryModel.find({ friendId, 'sender.id': 'outOfHours' }).lean();
const serviceOf = async (id: string) => (await product.api('GET', `/api/v1/conversations/${id}/service`)).body;
/** A friend says something that LINE takes no reply to. */
async function sayWithoutReply(friend: FriendDocument, eventId: string) {
  const current = (await FriendModel.findById(friend._id).lean()) ?? friend;
  const heard = { eventId, at: new Date(), reply: null, preview: 'Hello', answer: 'none' as const };
  const { uncounted } = await hearFriend(product.app.ctx, current, heard);
  if (uncounted) await countHeard(product.app.ctx, [uncounted]);
  return conversationOf(friend);
}

test.each(['en', 'ja', 'th', 'zh-TW'] as const)('in %s, when it opens: once, by the free reply', async (language) => {
  const friend = await aFriend(product, { language });
  await say(product, friend, 'It does not start');
  await say(product, friend, 'Hello?');
  await product.app.sweep();
  await eventually(async () =>
    expect(await deliveriesTo(friend)).toMatchObject([{ state: 'accepted', method: 'reply' }]),
  );
  const said = (await seenBy(product, friend.lineUserId)).map((entry) => JSON.stringify(entry));
  expect(said.at(-1)).toContain(writeOpening(opensAt, language, 'UTC'));
  await say(product, friend, 'Anybody?');
  const { _id: id } = await conversationOf(friend, { unreadCount: 3 });
  await product.app.sweep();
  await eventually(async () => expect((await conversationOf(friend)).serviceCheckAt).toBeUndefined());
  expect(await deliveriesTo(friend)).toHaveLength(1);
  expect(await serviceOf(id)).toMatchObject({
    hours: { isOpen: false, nextOpeningAt: opensAt.toISOString() },
    outOfHours: { outcome: 'sent', opensAt: opensAt.toISOString() },
  });
});

test('who asks for a person is told so in place of that one comes', async () => {
  const friend = await aFriend(product);
  await product.control.postback({ channelId: CHANNEL_ID, userId: friend.lineUserId, data: 'action=talk' });
  await conversationOf(friend, { state: 'open' });
  await product.app.sweep();
  await eventually(async () => expect(await deliveriesTo(friend)).toMatchObject([{ state: 'accepted' }]));
  const sent = await DeliveryModel.find({ friendId: friend._id, 'sender.kind': 'autoResponse' }).lean();
  expect(sent).toMatchObject([{ sender: { id: 'outOfHours' }, passed: ['staffHasChat'] }]);
});

test('what the bot answers needs no other answer', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'What is the price?');
  await eventually(async () =>
    expect(await DeliveryModel.countDocuments({ friendId: friend._id, 'sender.kind': 'autoResponse' })).toBe(1),
  );
  await product.app.sweep();
  expect(await deliveriesTo(friend)).toEqual([]);
});

test('in a group nothing is said', async () => {
  const heard = {
    eventId: 'in-a-group',
    at: new Date(),
    preview: 'Hello',
    reply: { token: 'g', until: new Date(Date.now() + 40_000) },
  };
  await hearGroup(product.app.ctx, { channelId: CHANNEL_ID, groupId: 'C1' }, heard);
  const { _id: id } = (await ConversationModel.findOne({ groupId: 'C1' }).lean()) ?? { _id: '' };
  await checkService(product.app.ctx, [id]);
  expect(await ConversationModel.findById(id).lean()).toMatchObject({ replies: [heard.reply] });
  expect(await DeliveryModel.countDocuments({ groupId: 'C1' })).toBe(0);
});

describe('nothing is said, and why is on record', () => {
  let friend: FriendDocument;
  beforeEach(async () => {
    friend = await aFriend(product);
  });

  test('shortly after staff answered', async () => {
    const { _id: id } = await sayWithoutReply(friend, `a/${friend._id}`);
    await act(as(product, 'agent-1'), id, { kind: 'claim', staffId: 'agent-1' });
    await answer(as(product, 'agent-1'), id, { id: 'a1', content: { text: 'I am still here' } });
    await say(product, friend, 'Great');
    await conversationOf(friend, { waitingSince: expect.any(Date) });
    await checkService(product.app.ctx, [id]);
    await eventually(async () =>
      expect(await serviceOf(id)).toMatchObject({ outOfHours: { outcome: 'staffAnsweredLately' } }),
    );
    expect(await deliveriesTo(friend)).toEqual([]);
  });

  test('when LINE takes no reply any more: no message is paid for it; the next one can still be answered', async () => {
    const { _id: id } = await sayWithoutReply(friend, `b/${friend._id}`);
    await checkService(product.app.ctx, [id]);
    await eventually(async () => expect(await serviceOf(id)).toMatchObject({ outOfHours: { outcome: 'noReply' } }));
    expect(await deliveriesTo(friend)).toEqual([]);
    await say(product, friend, 'Hello?');
    await product.app.sweep();
    await eventually(async () => expect(await serviceOf(id)).toMatchObject({ outOfHours: { outcome: 'sent' } }));
  });

  test('when the reply is over before it leaves, or LINE refuses it: it is never a push', async () => {
    const common = {
      friend,
      sender: { kind: 'autoResponse' as const, id: 'outOfHours' },
      content: { template: 'out-of-hours', values: { nextOpening: 'Monday' } },
      transactional: true,
      replyOnly: true,
    };
    const before = (await seenBy(product, friend.lineUserId)).length;
    const became = async (token: string, ms: number) => {
      const id = `${friend._id}/${token}`;
      await deliver(product.app.ctx, { ...common, id, reply: { token, until: new Date(Date.now() + ms) } });
      return eventually(async () => {
        const { state, reason } = (await DeliveryModel.findById(id).lean()) ?? {};
        expect(['planned', 'inFlight']).not.toContain(state);
        return { state, reason };
      });
    };
    expect(await became('late', -1)).toEqual({ state: 'skipped', reason: 'replyGone' });
    expect(await became('unknown', 40_000)).toEqual({ state: 'rejected', reason: 'invalid' });
    expect(await seenBy(product, friend.lineUserId)).toHaveLength(before);

    const { replyOnly: _no, ...paid } = common;
    const [refused, pushed] = [
      became('another', 40_000),
      deliver(product.app.ctx, { ...paid, id: `${friend._id}/paid` }),
    ];
    expect(await pushed).toBe(true);
    expect(await refused).toEqual({ state: 'rejected', reason: 'invalid' });
    await eventually(async () => expect(await seenBy(product, friend.lineUserId)).toHaveLength(before + 1));
  });
});
