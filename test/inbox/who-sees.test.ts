import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditEntryModel } from '../../src/access/audit-entry.model.js';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { openConsole } from '../support/a-console.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';
import { aPerson, type Browser } from '../support/staff.js';
import { conversationOf, say } from './an-inbox.js';

let product: TestApp;
let [north, south] = ['', ''];
const SECRET = /rattles|workshop|goodwill/;
const FILES = ['exports:admin', 'friends:*', 'inbox:*', 'notices:*'];

beforeAll(async () => {
  product = await buildApp();
  [north, south] = [await aTeam('North'), await aTeam('South')];
  for (const visibility of ['own', 'team'])
    await product.api('PUT', `/api/v1/roles/files${visibility === 'own' ? 'Own' : 'Team'}`, {
      name: visibility,
      permissions: FILES,
      visibility,
    });
});
afterAll(() => product.close());

const aTeam = async (name: string) => (await product.api('POST', '/api/v1/teams', { name })).body.id as string;

/** What a friend said, an answer and a note of the north, in a conversation of theirs. */
async function aTalkOfTheNorth() {
  const friend = await aFriend(product);
  await say(product, friend, 'My seat rattles');
  const { _id: id } = await conversationOf(friend, { state: 'open' });
  await product.api('PATCH', `/api/v1/conversations/${id}`, { teamId: north });
  const agent = await aPerson(product, 'filesTeam', { teamIds: [north] });
  await agent.api('POST', `/conversations/${id}/messages`, { id: 'a1', content: { text: 'Come to the workshop' } });
  await eventually(async () =>
    expect(await ActivityModel.exists({ friendId: friend._id, kind: 'message.received' })).not.toBeNull(),
  );
  return { friend, id, agent };
}

const read = async (person: Browser, path: string) => {
  const { status, body } = await person.api('GET', path);
  return { status, body, text: typeof body === 'string' ? body : JSON.stringify(body) };
};

test.each(['filesOwn', 'filesTeam'])(
  'what was said in a conversation of another team %s reads nowhere, and is told that there is something',
  async (roleKey) => {
    const { friend, id, agent } = await aTalkOfTheNorth();
    const note = { text: 'Goodwill: goodwill repair', mentions: [agent.id] };
    expect((await agent.api('POST', `/conversations/${id}/notes`, note)).status).toBe(201);
    const outsider = await aPerson(product, roleKey, { teamIds: [south] });
    const [timeline, activities] = [`/friends/${friend._id}/timeline`, `/friends/${friend._id}/activities`];
    for (const path of [timeline, activities, '/notices', `/friends/${friend._id}/export.ndjson`])
      expect((await read(agent, path)).text).toMatch(SECRET);

    expect((await outsider.api('GET', `/conversations/${id}/messages`)).status).toBe(403);
    for (const path of [timeline, activities, '/notices']) {
      const { status, text } = await read(outsider, path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toMatch(SECRET);
    }
    const { entries } = (await read(outsider, timeline)).body;
    const kinds = ['message.received', 'conversation.noted', 'delivery.accepted'];
    for (const kind of kinds)
      expect(entries).toContainEqual(expect.objectContaining({ kind, data: {}, isWithheld: true }));
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'friend.followed', isWithheld: false }));
    const { body } = await read(outsider, activities);
    expect(body.activities).toContainEqual(
      expect.objectContaining({ kind: 'message.received', content: null, isWithheld: true }),
    );

    const files = [`/friends/${friend._id}/export.ndjson`, '/exports/messages.csv', '/exports/messages.ndjson'];
    for (const path of files) expect([path, (await read(outsider, path)).status]).toEqual([path, 403]);
    expect((await outsider.api('GET', '/exports/friends.csv')).status).toBe(200);
    expect(
      await AuditEntryModel.findOne({ by: `staff/${outsider.id}`, friendId: friend._id, outcome: 'refused' }).lean(),
    ).toMatchObject({ action: 'get /api/v1/friends/:id/export.ndjson', reason: expect.stringContaining(friend._id) });
    const exported = { by: `staff/${agent.id}`, friendId: friend._id, action: 'get /api/v1/friends/:id/export.ndjson' };
    expect(await AuditEntryModel.findOne(exported).lean()).toMatchObject({ outcome: 'done' });
    const notice = (await read(agent, '/notices')).body.notices.find(
      ({ data }: { data: { conversationId?: string } }) => data.conversationId === id,
    );
    expect((await outsider.api('POST', '/notices/done', { id: notice.id })).status).toBe(403);
  },
);

test('what staff wrote about a conversation is for who sees that one, also in the thread of the next', async () => {
  const { friend, id, agent } = await aTalkOfTheNorth();
  await agent.api('POST', `/conversations/${id}/notes`, { text: 'Goodwill: goodwill repair' });
  await agent.api('POST', `/conversations/${id}/resolve`);
  const { body: next } = await product.api('POST', `/api/v1/friends/${friend._id}/conversation`);
  await product.api('PATCH', `/api/v1/conversations/${next.id}`, { teamId: south });
  const other = await aPerson(product, 'filesTeam', { teamIds: [south] });
  const { body, text } = await read(other, `/conversations/${next.id}/messages`);
  expect(text).toContain('rattles');
  expect(text).not.toMatch(/goodwill/i);
  expect(body.lines).toContainEqual(expect.objectContaining({ kind: 'note', data: { isWithheld: true } }));
  expect((await read(agent, `/conversations/${id}/messages`)).text).toContain('goodwill');
  expect((await read(other, `/friends/${friend._id}/timeline`)).text).not.toMatch(/goodwill/i);
  expect((await read(other, `/friends/${friend._id}/export.ndjson`)).status).toBe(403);
});

test('nobody is mentioned who does not see the conversation; who takes part hears of it, and nobody else', async () => {
  const { id, agent } = await aTalkOfTheNorth();
  const [helper, outsider] = [
    await aPerson(product, 'agent', { teamIds: [south] }),
    await aPerson(product, 'agent', { teamIds: [south] }),
  ];
  const windows = [helper, outsider].map((person) => openConsole(person, () => product.url));
  await eventually(() => expect(windows.map(({ readyCount }) => readyCount())).toEqual([1, 1]));
  const note = { text: 'Is this goodwill?', mentions: [helper.id] };
  const refused = await agent.api('POST', `/conversations/${id}/notes`, note);
  expect(refused).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(helper.id) } } });
  await agent.api('PATCH', `/conversations/${id}`, { addParticipants: [helper.id] });
  expect((await agent.api('POST', `/conversations/${id}/notes`, note)).status).toBe(201);
  const [helped, other] = windows;
  await eventually(() => expect(JSON.stringify(helped?.of('notice'))).toContain('goodwill'));
  await product.app.ctx.relay.catchUp();
  expect(JSON.stringify(other?.heard)).not.toContain('goodwill');
  for (const { source } of windows) source.close();
});

test('a conversation is given to nobody who may not answer, by whatever way', async () => {
  const { id, agent } = await aTalkOfTheNorth();
  const marketer = await aPerson(product, 'marketer', { teamIds: [north] });
  const why = {
    status: 400,
    body: { error: { message: expect.stringMatching(`${marketer.id}.*marketer.*inbox:write`) } },
  };
  expect(await agent.api('POST', `/conversations/${id}/assign`, { staffId: marketer.id })).toMatchObject(why);
  const bulk = { action: { kind: 'assign', staffId: marketer.id }, audience: { conversationIds: [id] } };
  expect(await agent.api('POST', '/inbox/bulk', bulk)).toMatchObject(why);
  const rules = [{ name: 'Any', when: {}, actions: { staffId: marketer.id } }];
  expect(await product.api('PUT', '/api/v1/inbox/routing', { rules })).toMatchObject(why);
  const members = { mode: 'roundRobin', members: [marketer.id] };
  expect(await product.api('PUT', `/api/v1/teams/${north}/assignment`, members)).toMatchObject(why);
  expect(await product.api('PATCH', `/api/v1/inbox/agents/${marketer.id}`, { availability: 'online' })).toMatchObject(
    why,
  );
});

test('whoever starts something for many follows and undoes it, and nobody else without the permission', async () => {
  const { friend, id, agent } = await aTalkOfTheNorth();
  const colleague = await aPerson(product, 'agent', { teamIds: [north] });
  const action = { kind: 'labels', add: ['seat'] };
  const audience = { conversationIds: [id, 'gone'] };
  const started = await agent.api('POST', '/inbox/bulk', { channelId: CHANNEL_ID, action, audience });
  expect(started.status).toBe(202);
  const path = `/operations/${started.body.id}`;
  await eventually(async () => expect((await agent.api('GET', path)).body).toMatchObject({ state: 'done', failed: 1 }));
  expect((await agent.api('GET', `${path}/errors.csv`)).body).toContain('gone');
  for (const [method, way] of [
    ['GET', ''],
    ['GET', '/errors.csv'],
    ['POST', '/cancel'],
    ['POST', '/undo'],
  ] as const)
    expect([way, (await colleague.api(method, `${path}${way}`)).status]).toEqual([way, 403]);
  await conversationOf(friend, { labels: ['seat'] });
  expect((await agent.api('POST', `${path}/undo`)).status).toBe(200);
  await conversationOf(friend, { labels: [] });
});
