import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answer } from '../../src/inbox/answer.js';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { TextModel } from '../../src/inbox/text.model.js';
import { indexTexts } from '../../src/inbox/texts.js';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend, seenBy } from '../support/factories.js';
import { aPerson } from '../support/staff.js';
import { as, aStaffMember, conversationOf, say } from './an-inbox.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await Promise.all(['agent-1', 'agent-2'].map((staffId) => aStaffMember(staffId)));
});
afterAll(() => product.close());

interface Line {
  kind: string;
  place: string;
  author: { kind: string; id: string | null };
  // Lines carry data of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
}

const thread = async (id: string, query = '') =>
  (await product.api('GET', `/api/v1/conversations/${id}/messages${query}`)).body as {
    lines: Line[];
    before: string | null;
    after: string | null;
  };
const said = ({ lines }: { lines: Line[] }) => lines.map(({ data }) => data.content?.text).filter(Boolean);
/** All that was said is on record. */
const recorded = (friendId: string, count: number) =>
  eventually(async () =>
    expect(await ActivityModel.countDocuments({ friendId, kind: 'message.received' })).toBe(count),
  );

test('everything stands in one order: who said it, what it cost, how it went, notes and events between', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'My scooter does not start');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  await recorded(friend._id, 1);
  await product.api('POST', `/api/v1/conversations/${id}/notes`, { text: 'Battery?', mentions: ['agent-2'] });
  await answer(as(product, 'agent-1'), id, { id: 'a1', content: { text: 'Is the light red?' } });
  await eventually(async () => {
    const { lines } = await thread(id);
    expect(lines.find(({ kind, author }) => kind === 'sent' && author.kind === 'staff')).toMatchObject({
      kind: 'sent',
      author: { kind: 'staff', id: 'agent-1' },
      data: { method: 'reply', cost: 0, outcome: { state: 'accepted' } },
    });
  });
  const { lines } = await thread(id);
  expect(lines.map(({ kind, author }) => `${author.kind} ${kind}`)).toEqual(
    expect.arrayContaining([
      'friend happening',
      'bot sent',
      'friend message',
      'friend event',
      'staff note',
      'staff sent',
    ]),
  );
  expect(await NoticeModel.findOne({ kind: 'inbox.mentioned', friendId: friend._id }).lean()).toMatchObject({
    data: { staffId: 'agent-2', preview: 'Battery?' },
  });
});

test('a note is changed and removed by who wrote it alone', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'Hello?');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  const { body: note } = await product.api('POST', `/api/v1/conversations/${id}/notes`, { text: 'first' });
  const { body: other } = await product.api('POST', '/api/v1/api-keys', { name: 'other', scopes: ['write'] });
  const path = `/api/v1/conversations/${id}/notes/${note.id}`;
  expect((await product.api('PUT', path, { text: 'theirs' }, other.key)).status).toBe(409);
  expect((await product.api('PUT', path, { text: 'second' })).body).toMatchObject({ text: 'second' });
  expect((await product.api('DELETE', path)).body.text).toBeNull();
  expect((await product.api('DELETE', path)).status).toBe(404);
});

test('a thread is read page by page both ways, without a gap or a repetition, and around any place', async () => {
  const friend = await aFriend(product);
  const words = Array.from({ length: 12 }, (_, number) => `line ${number + 1}`);
  for (const one of words) await say(product, friend, one);
  await recorded(friend._id, 12);
  const { _id: id } = await conversationOf(friend, { unreadCount: 12 });
  const whole = await thread(id);
  expect(said(whole).filter((one: string) => one.startsWith('line'))).toEqual(words);

  const backwards: Line[] = [];
  for (let place: string | null = ''; place !== null;) {
    const page: Awaited<ReturnType<typeof thread>> = await thread(id, `?limit=4${place ? `&before=${place}` : ''}`);
    backwards.unshift(...page.lines);
    place = page.before;
  }
  expect(backwards.map(({ place }) => place)).toEqual(whole.lines.map(({ place }) => place));

  const first = whole.lines[0]?.place ?? '';
  const forwards: Line[] = whole.lines.slice(0, 1);
  for (let place: string | null = first; place !== null;) {
    const page: Awaited<ReturnType<typeof thread>> = await thread(id, `?limit=4&after=${place}`);
    forwards.push(...page.lines);
    place = page.after;
  }
  expect(forwards.map(({ place }) => place)).toEqual(whole.lines.map(({ place }) => place));

  const middle = whole.lines.find(({ data }) => data.content?.text === 'line 6')?.place ?? '';
  expect(said(await thread(id, `?around=${middle}&limit=4`))).toEqual(expect.arrayContaining(['line 6', 'line 7']));
  expect((await product.api('GET', `/api/v1/conversations/${id}/messages?around=nonsense`)).status).toBe(400);
});

test('what a friend takes back is gone from the thread, the list and search', async () => {
  const friend = await aFriend(product);
  await say(product, friend, 'my secret password');
  const conversation = await conversationOf(friend, { state: 'open' });
  await recorded(friend._id, 1);
  await indexTexts(product.app.ctx, conversation._id);
  expect(await TextModel.countDocuments({ friendId: friend._id, from: 'friend' })).toBe(1);
  const messageId = conversation.lastMessage?.messageId ?? '';
  await product.control.unsend({ channelId: CHANNEL_ID, userId: friend.lineUserId, messageId });
  await eventually(async () => expect((await conversationOf(friend)).lastMessage?.text).toBeNull());
  await eventually(async () => expect(JSON.stringify(await thread(conversation._id))).not.toContain('password'));
  expect(await TextModel.countDocuments({ friendId: friend._id, from: 'friend' })).toBe(0);
  await ConversationModel.updateOne({ _id: conversation._id }, { $set: { textsDueAt: new Date() } });
  await indexTexts(product.app.ctx, conversation._id);
  expect(await TextModel.countDocuments({ friendId: friend._id, from: 'friend' })).toBe(0);
});

test('pictures that were sent can be looked at', async () => {
  const friend = await aFriend(product);
  const bytes = Buffer.from('a small picture');
  await product.control.sendMedia({
    channelId: CHANNEL_ID,
    userId: friend.lineUserId,
    type: 'image',
    bytes: bytes.toString('base64'),
    contentType: 'image/png',
  });
  const { _id: id, lastMessage } = await conversationOf(friend, { state: 'open' });
  expect(lastMessage?.text).toBe('(image)');
  await eventually(async () => {
    const path = `/api/v1/conversations/${id}/media/${lastMessage?.messageId}`;
    expect(await product.api('GET', path)).toEqual({ status: 200, body: 'a small picture' });
  });
});

test('a file is saved under the name that its sender gave it', async () => {
  const friend = await aFriend(product);
  const fileName = '保固書 2026.pdf';
  const bytes = Buffer.from('a warranty').toString('base64');
  await product.control.sendMedia({ channelId: CHANNEL_ID, userId: friend.lineUserId, type: 'file', bytes, fileName });
  const { _id: id, lastMessage } = await conversationOf(friend, { state: 'open' });
  const person = await aPerson(product, 'agent');
  await eventually(async () => {
    const path = `/api/v1/conversations/${id}/media/${lastMessage?.messageId}`;
    const { status, headers } = await person.send('GET', path, {});
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      expect.stringContaining(encodeURIComponent(fileName)),
    ]);
  });
});

describe('search', () => {
  test.each([
    ['Chinese', '我的電動車電池充不滿，請問要怎麼預約維修？', '預約維修'],
    ['Japanese', 'バッテリーの充電ができません。予約をお願いします', 'ばってりー'],
    ['Thai', 'แบตเตอรี่ของฉันชาร์จไม่เข้า ต้องการนัดซ่อม', 'ชาร์จไม่เข้า'],
    ['English', 'The BATTERY of my scooter will not charge', 'battery charge'],
    ['wide letters', 'Ｍｙ　ｃｏｄｅ　ｉｓ　ＡＢＣ１２３', 'abc123'],
  ])('finds %s and leads to its place', async (_language, words, query) => {
    const friend = await aFriend(product);
    await say(product, friend, words);
    await say(product, friend, 'something else');
    const { _id: id } = await conversationOf(friend, { unreadCount: 2 });
    await recorded(friend._id, 2);
    // What was just said is looked at once more: it may not all have been on record.
    await indexTexts(product.app.ctx, id);
    expect((await conversationOf(friend)).textsDueAt).toBeDefined();
    await indexTexts({ clock: { now: () => new Date(Date.now() + 60_000) } }, id);
    expect((await conversationOf(friend)).textsDueAt).toBeUndefined();
    const { body } = await product.api('GET', `/api/v1/inbox/search?q=${encodeURIComponent(query)}`);
    expect(body.found).toMatchObject([{ conversationId: id, from: 'friend' }]);
    expect(said(await thread(id, `?around=${body.found[0].place}&limit=2`))).toContain(words);
  });

  test('finds what staff said, by the sweep', async () => {
    const friend = await aFriend(product);
    await say(product, friend, 'Hello?');
    const { _id: id } = await conversationOf(friend, { state: 'open' });
    await answer(as(product, 'agent-1'), id, { id: 'a1', content: { text: 'Please hold the kickstand' } });
    await eventually(async () => expect((await seenBy(product, friend.lineUserId)).at(-1)?.method).toBe('reply'));
    await ConversationModel.updateOne({ _id: id }, { $set: { textsDueAt: new Date(0) } });
    await product.app.sweep();
    await eventually(async () =>
      expect((await product.api('GET', '/api/v1/inbox/search?q=kickstand')).body.found).toMatchObject([
        { conversationId: id, from: 'staff', snippet: 'Please hold the kickstand' },
      ]),
    );
  });

  test('asks for more than one letter', async () => {
    expect((await product.api('GET', '/api/v1/inbox/search?q=a')).status).toBe(400);
  });
});
