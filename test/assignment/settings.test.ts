import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditEntryModel } from '../../src/access/audit-entry.model.js';
import { AgentModel } from '../../src/assignment/agent.model.js';
import { heartbeat } from '../../src/assignment/index.js';
import { forgetInRules } from '../../src/assignment/forget-in-rules.js';
import { routeConversation } from '../../src/assignment/route-conversation.js';
import { ConversationModel, EntryModel } from '../../src/inbox/conversation.model.js';
import { AnnouncementModel } from '../../src/infra/announcements/announcement.model.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { conversationOf } from '../inbox/an-inbox.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { aPerson, type Browser } from '../support/staff.js';
import { aConversation, aTeam } from './a-team.js';

let product: TestApp;
let supervisor: Browser & { id: string };
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  supervisor = await aPerson(product, 'admin');
});
afterAll(() => product.close());

test('an agent says whether they take new conversations; a console that falls silent counts as offline', async () => {
  const team = await aTeam(product, 'Presence');
  const agent = await aPerson(product, 'agent', { teamIds: [team] });
  expect((await agent.api('GET', '/inbox/presence')).body).toMatchObject({ availability: 'offline', seenAt: null });
  expect((await agent.api('POST', '/inbox/presence')).body).toMatchObject({ availability: 'offline' });
  expect(await AgentModel.findById(agent.id).lean()).toBeNull();
  const { body } = await agent.api('PUT', '/inbox/presence', { availability: 'online' });
  expect(body).toMatchObject({ availability: 'online', offlineSince: null, capacity: 10, held: 0 });

  await AgentModel.updateOne({ _id: agent.id }, { $set: { seenAt: new Date(Date.now() - 61_000) } });
  const silent = (await supervisor.api('GET', `/inbox/agents?teamId=${team}`)).body.agents;
  expect(silent).toMatchObject([{ id: agent.id, availability: 'offline', chosen: 'online', teamIds: [team] }]);
  expect((await agent.api('POST', '/inbox/presence')).body).toMatchObject({ availability: 'online' });
  await heartbeat(product.app.ctx, agent.id);

  const by = `staff/${agent.id}`;
  const audited = await AuditEntryModel.find({ by, action: /inbox/ }).lean();
  expect(audited.map(({ action, outcome }) => [action, outcome])).toEqual([['put /api/v1/inbox/presence', 'done']]);
});

test('agents see who of their teams is there; policies and capacities are for others to set', async () => {
  const [own, other] = [await aTeam(product, 'Own'), await aTeam(product, 'Other')];
  const [agent, colleague, stranger] = [
    await aPerson(product, 'agent', { teamIds: [own] }),
    await aPerson(product, 'agent', { teamIds: [own] }),
    await aPerson(product, 'agent', { teamIds: [other] }),
  ];
  for (const one of [agent, colleague, stranger]) await one.api('PUT', '/inbox/presence', { availability: 'busy' });
  const { body } = await agent.api('GET', '/inbox/agents');
  expect(body.agents.map(({ id }: { id: string }) => id).toSorted()).toEqual([agent.id, colleague.id].toSorted());
  expect((await agent.api('GET', `/inbox/agents/${stranger.id}`)).status).toBe(404);

  const refused = [
    await agent.api('PUT', `/teams/${own}/assignment`, { mode: 'manual' }),
    await agent.api('PUT', '/inbox/assignment', { mode: 'manual' }),
    await agent.api('PUT', '/inbox/routing', { rules: [] }),
    await agent.api('PATCH', `/inbox/agents/${agent.id}`, { capacity: 50 }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect((await agent.api('GET', `/teams/${own}/assignment`)).body).toMatchObject({ mode: 'roundRobin' });
  const changed = await supervisor.api('PATCH', `/inbox/agents/${agent.id}`, { capacity: 3, skills: ['Lang:JA', 'a'] });
  expect(changed.body).toMatchObject({ capacity: 3, skills: ['a', 'lang:ja'], chosen: 'busy' });
});

test('what speaks of a team, a person or a tag that there is not is refused', async () => {
  const team = await aTeam(product, 'Real');
  const outsider = await aPerson(product, 'agent');
  const rule = (actions: object, when: object = {}) => ({ rules: [{ name: 'one', when, actions }] });
  const tries = [
    await supervisor.api('PUT', '/inbox/routing', rule({ teamId: 'nowhere' })),
    await supervisor.api('PUT', '/inbox/routing', rule({ staffId: 'nobody' })),
    await supervisor.api(
      'PUT',
      '/inbox/routing',
      rule({ teamId: team }, { conversation: { friend: { tag: 'none' } } }),
    ),
    await supervisor.api('PUT', `/teams/${team}/assignment`, { members: [outsider.id] }),
    await supervisor.api('PUT', `/teams/${team}/assignment`, { overflow: { teamId: team, afterMinutes: 5 } }),
    await supervisor.api('PUT', `/teams/${team}/assignment`, { overflow: { teamId: 'nowhere', afterMinutes: 5 } }),
  ];
  expect(tries.map(({ status, body }) => [status, body.error?.code])).toEqual(tries.map(() => [400, 'invalid_input']));
  expect((await supervisor.api('PUT', '/teams/nowhere/assignment', {})).status).toBe(404);
  expect((await supervisor.api('GET', '/inbox/routing')).body).toEqual({ rules: [] });
});

test('a rule goes on without who was removed, or is off with a notice, and neither keeps another from being saved', async () => {
  const person = await aPerson(product, 'agent');
  const rules = [
    { name: 'Both', actions: { staffId: person.id, labels: ['vip'] } },
    { name: 'Alone', actions: { staffId: person.id } },
  ];
  expect((await supervisor.api('PUT', '/inbox/routing', { rules })).status).toBe(200);
  expect((await product.api('DELETE', `/api/v1/staff/${person.id}`)).status).toBe(204);
  expect(await AnnouncementModel.exists({ name: 'staff.removed', 'payload.staffId': person.id })).not.toBeNull();
  const gone = { kind: 'person', id: person.id, name: 'gone' } as const;
  for (let twice = 0; twice < 2; twice += 1) await forgetInRules(product.app.ctx, CHANNEL_ID, gone);
  const left = (await supervisor.api('GET', '/inbox/routing')).body.rules;
  expect(left).toMatchObject([{ actions: { labels: ['vip'] } }, { isEnabled: false, actions: { staffId: person.id } }]);
  expect(await NoticeModel.find({ kind: 'assignment.ruleSwitchedOff', 'data.id': person.id }).lean()).toMatchObject([
    { data: { rule: 'Alone' } },
  ]);
  const another = { name: 'Another', actions: { priority: 'high' } };
  expect((await supervisor.api('PUT', '/inbox/routing', { rules: [...left, another] })).status).toBe(200);
  const on = left.map((rule: object) => ({ ...rule, isEnabled: true }));
  const refused = await supervisor.api('PUT', '/inbox/routing', { rules: on });
  expect([refused.status, refused.body.error?.message]).toEqual([400, expect.stringContaining(person.id)]);
  await supervisor.api('PUT', '/inbox/routing', { rules: [] });
});

test('a preview says which rule a conversation meets and why; the rule is then done once for each event', async () => {
  const team = await aTeam(product, 'Routed');
  const rules = [
    { name: 'Groups', when: { conversation: { group: true } }, actions: { labels: ['group'] } },
    {
      name: 'Bills',
      when: { said: [{ kind: 'keyword', anyOf: ['bill'] }], conversation: { friend: { stage: ['acquire'] } } },
      actions: { teamId: team, priority: 'urgent', labels: ['bills'], skills: ['billing'] },
    },
  ];
  const { friend, id } = await aConversation(product, { state: 'open' }, 'My bill is wrong', {
    stage: { name: 'acquire', since: new Date(), policyVersion: 1, lock: null },
  });
  const { body } = await supervisor.api('POST', '/inbox/routing/preview', { conversationId: id, rules });
  expect(body).toMatchObject({ rule: 'Bills', seen: [{ outcome: 'notMet' }, { outcome: 'met' }] });
  expect(await EntryModel.countDocuments({ conversationId: id, name: 'edited' })).toBe(0);

  await supervisor.api('PUT', '/inbox/routing', { rules });
  await routeConversation(product.app.ctx, id, 'event-1');
  await routeConversation(product.app.ctx, id, 'event-1');
  await conversationOf(friend, { teamId: team, priority: 3, labels: ['bills'] });
  expect(await EntryModel.find({ conversationId: id, name: 'edited' }).lean()).toMatchObject([
    { data: { reason: 'routing rule "Bills"', because: { kind: 'rule', rule: 'Bills' } } },
  ]);
  expect((await supervisor.api('GET', `/conversations/${id}/assignment`)).body).toMatchObject({
    rule: 'Bills',
    requiredSkills: ['billing'],
  });
  await ConversationModel.updateOne({ _id: id }, { $set: { assigneeId: 'somebody', teamId: null } });
  await routeConversation(product.app.ctx, id, 'event-2');
  await conversationOf(friend, { teamId: null });
  await supervisor.api('PUT', '/inbox/routing', { rules: [] });
});
