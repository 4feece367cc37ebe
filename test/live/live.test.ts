import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SessionModel } from '../../src/access/session.model.js';
import type { Context } from '../../src/context.js';
import { act } from '../../src/inbox/act.js';
import mongoose from 'mongoose';
import type { EventSink } from '../../src/infra/http/event-stream.js';
import { newId } from '../../src/infra/ids.js';
import { closeNotice, raiseNotice } from '../../src/notices/index.js';
import { PresenceModel } from '../../src/live/presence.model.js';
import { conversationOf, say } from '../inbox/an-inbox.js';
import { openConsole, type ConsoleWindow } from '../support/a-console.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { aPerson, type Browser } from '../support/staff.js';

let product: TestApp;
let north: string;
const windows: ConsoleWindow[] = [];
beforeAll(async () => {
  product = await buildApp();
  north = await aTeam('North');
});
afterAll(async () => {
  for (const { source } of windows) source.close();
  await product.close();
});

const aTeam = async (name: string) => (await product.api('POST', '/api/v1/teams', { name })).body.id as string;

async function aConversation(displayName = 'Rider') {
  const friend = await aFriend(product, { displayName });
  await say(product, friend, 'The brake squeaks');
  return { friend, id: (await conversationOf(friend, { state: 'open' }))._id };
}

const aColleague = () => aPerson(product, 'agent', { teamIds: [north] });

/** A conversation of the north, and two people who see it. */
async function amongColleagues() {
  const { friend, id } = await aConversation();
  await patch(id, { teamId: north });
  const [one, other] = [await aColleague(), await aColleague()];
  return { friend, id, one, other };
}

async function listening(browser: Browser): Promise<ConsoleWindow> {
  const window = openConsole(browser, () => product.url);
  windows.push(window);
  await eventually(() => {
    expect(window.readyCount()).toBe(1);
    expect(window.isSettled()).toBe(true);
  });
  return window;
}

const patch = (id: string, body: object) => product.api('PATCH', `/api/v1/conversations/${id}`, body);

test('a console hears of what its role sees, masked as in lists; what leaves its sight is gone, and of the rest it hears nothing', async () => {
  const role = { name: 'Discreet', permissions: ['inbox:*'], visibility: 'team', maskedFields: ['displayName'] };
  await product.api('PUT', '/api/v1/roles/discreet', role);
  const [agent, discreet] = [
    await aPerson(product, 'agent', { teamIds: [north] }),
    await aPerson(product, 'discreet', { teamIds: [north] }),
  ];
  const [open, masked] = [await listening(agent), await listening(discreet)];
  const { friend, id } = await aConversation('Secret Rider');
  await eventually(() => expect(open.shown.get(id)).toMatchObject({ friend: { displayName: 'Secret Rider' } }));
  await eventually(() => expect(masked.shown.get(id)).toMatchObject({ friend: { displayName: '•••' } }));

  await patch(id, { teamId: await aTeam('South') });
  await eventually(() => expect([open.of('gone'), masked.of('gone')]).toEqual([[{ id }], [{ id }]]));
  const before = [open.heard.length, masked.heard.length];
  await say(product, friend, 'Nobody of the north hears this');
  await conversationOf(friend, { unreadCount: 2 });
  const other = await aConversation();
  await eventually(() => expect(open.shown.has(other.id)).toBe(true));
  const sinceThen = [open.heard.slice(before[0]), masked.heard.slice(before[1])].flat();
  expect(JSON.stringify(sinceThen)).not.toMatch(/Nobody of the north|Secret/);
  expect(open.shown.has(id)).toBe(false);
});

test('what was not signalled is found by looking; nothing is told twice', async () => {
  const window = await listening(await aPerson(product, 'agent'));
  const { id } = await aConversation();
  await eventually(() => expect(window.shown.has(id)).toBe(true));
  const lost: Context = { ...product.app.ctx, signal: () => {} };
  await product.app.ctx.relay.catchUp();
  await act(lost, id, { kind: 'resolve' });
  expect(window.shown.get(id)).toMatchObject({ state: 'open' });
  await product.app.ctx.relay.catchUp();
  await eventually(() => expect(window.shown.get(id)).toMatchObject({ state: 'resolved' }));
  const count = window.of('conversation').length;
  const positions = window.of('position').length;
  await product.app.ctx.relay.catchUp();
  await eventually(() => expect(window.of('position').length).toBeGreaterThan(positions));
  expect(window.of('conversation').length).toBe(count);
});

test('another team makes a console read anew; a session that is over ends its stream', async () => {
  const { id } = await aConversation();
  const team = await aTeam('Night');
  await patch(id, { teamId: team });
  const person = await aPerson(product, 'agent', { teamIds: [north] });
  const window = await listening(person);
  expect(window.shown.has(id)).toBe(false);

  await product.api('PATCH', `/api/v1/staff/${person.id}`, { teamIds: [team] });
  await product.app.ctx.relay.recheck();
  await eventually(() => expect(window.shown.has(id)).toBe(true));
  expect(window.of('reload')).toHaveLength(1);

  await SessionModel.deleteMany({ staffId: person.id });
  await product.app.ctx.relay.recheck();
  await eventually(() => expect(window.source.readyState).toBe(window.source.CLOSED));
});

test('colleagues see who has a conversation open, who types and who has a draft; it ends by itself', async () => {
  const { id, one: writer, other: colleague } = await amongColleagues();
  const window = await listening(colleague);
  const presence = () => window.of('presence').filter(({ conversationId }) => conversationId === id);

  await writer.api('PUT', `/conversations/${id}/presence`, { viewing: true });
  await writer.api('PUT', `/conversations/${id}/presence`, { viewing: true });
  await eventually(() =>
    expect(presence()).toEqual([{ conversationId: id, staff: [{ staffId: writer.id, isTyping: false }] }]),
  );
  await writer.api('PUT', `/conversations/${id}/presence`, { viewing: true, typing: true });
  await eventually(() => expect(presence().at(-1)).toMatchObject({ staff: [{ isTyping: true }] }));
  await writer.api('PUT', `/conversations/${id}/draft`, { text: 'We will look at' });
  await eventually(() => expect(window.shown.get(id)).toMatchObject({ draftBy: [writer.id] }));
  const { body } = await colleague.api('GET', `/conversations/${id}/draft`);
  expect(body.drafts).toMatchObject([{ staffId: writer.id, text: 'We will look at' }]);

  await PresenceModel.updateMany({ conversationId: id }, { $set: { until: new Date(0) } });
  await eventually(() => expect(presence().at(-1)).toEqual({ conversationId: id, staff: [] }));
  const answered = await writer.api('POST', `/conversations/${id}/messages`, { id: 'a1', content: { text: 'Done' } });
  expect(answered.body.conversation.draftBy).toEqual([]);
  await eventually(() => expect(window.shown.get(id)).toMatchObject({ draftBy: [], lastMessage: { text: 'Done' } }));
  expect((await colleague.api('GET', `/conversations/${id}/draft`)).body).toEqual({ drafts: [] });
});

test('whoever has a conversation open hears that its thread has news: a note, an answer, its outcome', async () => {
  const { id, one: agent, other: colleague } = await amongColleagues();
  const [window, elsewhere] = [await listening(agent), await listening(colleague)];
  await agent.api('PUT', `/conversations/${id}/presence`, { viewing: true });
  await eventually(() => expect(window.of('thread')).toEqual([{ conversationId: id }]));

  await colleague.api('POST', `/conversations/${id}/notes`, { text: 'Was here before' });
  await eventually(() => expect(window.of('thread')).toHaveLength(2));
  const lastOutcome = async () =>
    (await agent.api('GET', `/conversations/${id}/messages`)).body.lines.at(-1)?.data.outcome;
  await colleague.api('POST', `/conversations/${id}/messages`, { id: 'b1', content: { text: 'Come by' } });
  await eventually(async () => expect(await lastOutcome()).toMatchObject({ state: 'accepted' }));
  await eventually(() => expect(window.of('thread').length).toBeGreaterThan(2));
  expect(elsewhere.of('thread')).toEqual([]);
});

test('many consoles that come together are read for together; looking at what they have open holds nothing up', async () => {
  const COUNT = 40;
  const { id: news } = await aConversation();
  const opened: string[] = [];
  for (let count = 0; count < 5; count += 1) opened.push((await aConversation()).id);
  const { ctx } = product.app;
  const people = Array.from({ length: COUNT }, () => newId());
  const until = new Date(Date.now() + 60_000);
  await PresenceModel.insertMany(
    people.flatMap((staffId) =>
      opened.map((conversationId) => ({
        _id: `${conversationId}/${staffId}`,
        conversationId,
        staffId,
        isTyping: false,
        until,
      })),
    ),
  );
  const told = new Map(people.map((staffId) => [staffId, [] as { name: string; data: string }[]]));
  const consoleOf = (staffId: string): EventSink => ({
    lastEventId: null,
    send: (event) => void told.get(staffId)?.push(event),
    isBehind: () => false,
    end: () => {},
    cut: () => {},
    onEnd: (ended) => void leaving.push(ended),
  });
  const leaving: (() => void)[] = [];
  const commands = new Map<string, number>();
  mongoose.set('debug', (collection: string, method: string) => {
    const name = `${collection}.${method}`;
    commands.set(name, (commands.get(name) ?? 0) + 1);
  });
  for (const staffId of people) {
    const session = { id: staffId, token: '', way: 'password' as const };
    const viewer = {
      actor: { kind: 'staff' as const, staffId, roleKey: 'agent' },
      caller: { ...ctx.caller, session },
    };
    ctx.relay.listen(viewer, null).begin(consoleOf(staffId));
  }
  const count = (staffId: string, name: string) => told.get(staffId)?.filter((event) => event.name === name).length;
  await eventually(() => {
    for (const staffId of people) {
      expect(count(staffId, 'ready')).toBe(1);
      expect(count(staffId, 'thread')).toBe(opened.length);
    }
  });
  mongoose.set('debug', false);
  for (const staffId of people)
    for (const id of opened)
      expect(told.get(staffId)?.some(({ name, data }) => name === 'presence' && data.includes(id))).toBe(true);
  // Not once for each of forty: readings for all, and a look at each thread.
  expect(commands.get('conversations.find') ?? 0).toBeLessThan(COUNT);
  expect(commands.get('conversations.findOne') ?? 0).toBeLessThan(COUNT);

  await patch(news, { addLabels: ['told'] });
  await eventually(() => {
    for (const staffId of people)
      expect(told.get(staffId)?.some(({ name, data }) => name === 'conversation' && data.includes(news))).toBe(true);
  });
  for (const left of leaving) left();
  await PresenceModel.deleteMany({ staffId: { $in: people } });
});

test('whoever may read notices hears of them at once, when they are done, and of those whose signal was lost', async () => {
  await product.api('PUT', '/api/v1/roles/inboxOnly', {
    name: 'Inbox only',
    permissions: ['inbox:*'],
    visibility: 'all',
    maskedFields: [],
  });
  const role = { name: 'Masked', permissions: ['inbox:*', 'notices:read'], visibility: 'all' };
  await product.api('PUT', '/api/v1/roles/masked', { ...role, maskedFields: ['displayName'] });
  const agent = await aPerson(product, 'agent');
  const [reader, masked, other] = [
    await listening(agent),
    await listening(await aPerson(product, 'masked')),
    await listening(await aPerson(product, 'inboxOnly')),
  ];
  const { ctx } = product.app;
  const raise = (_id: string, by = ctx) =>
    raiseNotice(by, {
      _id,
      channelId: product.environment['LINE_CHANNEL_ID'] ?? '',
      friendId: null,
      kind: 'test.notice',
      data: { displayName: 'Secret Rider' },
    });
  const heard = ({ of }: ConsoleWindow) =>
    of('notice').map(({ id, doneAt, data }) => [id, doneAt === null, (data as { displayName: string }).displayName]);
  await Promise.all([raise('notice-1'), raise('notice-1')]);
  await raise('notice-1');
  const raised = ['notice-1', true, 'Secret Rider'];
  await eventually(() => expect(heard(reader)).toContainEqual(raised));
  await eventually(() => expect(heard(masked)).toContainEqual(['notice-1', true, '•••']));
  await closeNotice(ctx, 'notice-1');
  await eventually(() => expect(heard(reader).at(-1)).toEqual(['notice-1', false, 'Secret Rider']));

  await ctx.relay.catchUp();
  const before = heard(reader).length;
  await raise('notice-2', { ...ctx, signal: () => {} });
  await ctx.relay.catchUp();
  await ctx.relay.catchUp();
  await eventually(() => expect(heard(reader).slice(before)).toEqual([['notice-2', true, 'Secret Rider']]));
  expect(heard(other)).toEqual([]);
  expect(await (await fetch(`${product.url}/metrics`)).text()).toMatch(/^lifeline_open_streams [1-9]/m);

  const cursor = reader.lastEventId();
  reader.source.close();
  await raise('notice-3', { ...ctx, signal: () => {} });
  const away = new AbortController();
  const cookie = Array.from(agent.cookies, ([name, value]) => `${name}=${value}`).join('; ');
  const { body } = await fetch(`${product.url}/api/v1/inbox/stream`, {
    headers: { cookie, 'last-event-id': cursor },
    signal: away.signal,
  });
  let missed = '';
  for await (const part of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    missed += part;
    if (missed.includes('event: ready')) break;
  }
  away.abort();
  expect(missed).toMatch(/event: notice\n.*\n.*notice-3/);
});

test('an answer of who did not see the one before is refused with what was said, and nothing is sent', async () => {
  const { friend, id, one: first, other: second } = await amongColleagues();
  const path = `/conversations/${id}/messages`;
  const seenUntil = (await second.api('GET', path)).body.lines.at(-1).place;
  const say = (who: Browser, messageId: string, text: string, place?: string) =>
    who.api('POST', path, { id: messageId, content: { text }, ...(place === undefined ? {} : { seenUntil: place }) });

  const both = await Promise.all([
    say(first, 'c1', 'Tomorrow at nine', seenUntil),
    say(second, 'c2', 'Today at five', seenUntil),
  ]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([202, 409]));
  const [slower, theirs] = both[0].status === 409 ? [first, 'Today at five'] : [second, 'Tomorrow at nine'];
  const refused = await say(slower, 'c3', 'Still on?', seenUntil);
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  expect(refused.body.error.details.lines).toMatchObject([{ kind: 'sent', data: { content: [{ text: theirs }] } }]);

  const seenNow = refused.body.error.details.lines.at(-1).place;
  expect(await say(slower, 'c3', 'Still on?', seenNow)).toMatchObject({ status: 202 });
  expect(await say(slower, 'c3', 'Still on?', seenUntil)).toMatchObject({ status: 202 });
  await eventually(async () => {
    const { entries } = await product.control.chat({
      channelId: product.environment['LINE_CHANNEL_ID'] ?? '',
      userId: friend.lineUserId,
    });
    const texts = JSON.stringify(entries.filter(({ kind }) => kind === 'seen').slice(-2));
    expect(texts).toMatch(new RegExp(`${theirs}.*Still on`));
    expect(texts).not.toContain(theirs === 'Today at five' ? 'Tomorrow' : 'Today');
  });
});

test('no proxy holds a stream back, and a browser has ten at most', async () => {
  const person = await aPerson(product, 'agent');
  const cookie = Array.from(person.cookies, ([name, value]) => `${name}=${value}`).join('; ');
  const leaving = new AbortController();
  const open = () => fetch(`${product.url}/api/v1/inbox/stream`, { headers: { cookie }, signal: leaving.signal });
  const streams = await Promise.all(Array.from({ length: 10 }, open));
  expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
  const { headers } = streams[0] as Response;
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': expect.stringContaining('text/event-stream'),
    'cache-control': expect.stringContaining('no-store'),
    'x-accel-buffering': 'no',
  });
  const refused = await open();
  expect([refused.status, await refused.json()]).toMatchObject([429, { error: { code: 'too_many_streams' } }]);
  leaving.abort();
  await eventually(async () => {
    const again = new AbortController();
    const answer = await fetch(`${product.url}/api/v1/inbox/stream`, { headers: { cookie }, signal: again.signal });
    again.abort();
    expect(answer.status).toBe(200);
  });
});

test('an erased friend’s conversation is gone from consoles, and a server that stops ends its streams', async () => {
  const { friend, id } = await aConversation();
  const window = await listening(await aPerson(product, 'agent'));
  expect(window.shown.has(id)).toBe(true);
  await product.api('POST', `/api/v1/friends/${friend._id}/erase`, { reason: 'asked for it' });
  await eventually(() => expect(window.of('gone')).toContainEqual({ id }));
  await product.restart(['server', 'worker']);
  await eventually(() => expect(window.readyCount()).toBe(2));
});
