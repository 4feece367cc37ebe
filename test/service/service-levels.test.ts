import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTeam } from '../../src/access/teams.js';
import { saveCalendar } from '../../src/hours/save-calendar.js';
import { servicePolicies } from '../../src/hours/service-policies.js';
import { DeliveryModel } from '../../src/deliveries/delivery.model.js';
import { noteNotSent } from '../../src/inbox/note-not-sent.js';
import { putInboxSettings } from '../../src/inbox/inbox-settings.js';
import { EntryModel } from '../../src/inbox/conversation.model.js';
import { editConversation } from '../../src/inbox/edit-conversation.js';
import { InboxSettings } from '../../src/inbox/core/settings.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { operations } from '../../src/service/apply-rules.js';
import { checkService } from '../../src/service/check-service.js';
import { holdings } from '../../src/service/holdings.js';
import { listeners } from '../../src/service/listeners.js';
import { previewRules } from '../../src/service/preview-rules.js';
import { putServiceRules } from '../../src/service/service-rules.js';
import { aCalendar, daily } from '../hours/a-calendar.js';
import { aPolicy } from '../hours/a-policy.js';
import { aStaffMember } from '../inbox/an-inbox.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import {
  answers,
  aStoredCalendar,
  aStoredFriend,
  aStoredPolicy,
  aTimeline,
  doesTo,
  factsOf,
  holdTo,
  read,
  says,
  told,
  type Timeline,
} from './a-service.js';

const MINUTE_MS = 60_000;
const business = (minutes: number) => ({ minutes, time: 'business' as const });

let product: TestApp;
let timeline: Timeline;
let calendarId: string;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  await Promise.all(['agent-1', 'agent-2'].map((staffId) => aStaffMember(staffId)));
});
afterAll(() => product.close());
beforeEach(async () => {
  timeline = aTimeline(product, '2026-03-01T00:00:00Z');
  calendarId = await aStoredCalendar(timeline, aCalendar());
  await goBy([]);
  await putServiceRules(timeline.ctx, CHANNEL_ID, []);
});

/** Teams and the calendars that they go by. */
const goBy = (teams: { teamId: string; calendarId: string }[]) =>
  putInboxSettings(timeline.ctx, CHANNEL_ID, InboxSettings.parse({ hours: { calendarId, teams } }));
const standing = async (conversationId: string) => {
  const { serviceLevel, dueAt } = await read(conversationId);
  return { state: serviceLevel?.state, for: serviceLevel?.for ?? null, dueAt: dueAt?.toISOString() ?? null };
};
async function aConversation(at: string) {
  timeline.jumpTo(at);
  const friend = await aStoredFriend(timeline.ctx);
  const { _id: id } = await says(timeline, friend);
  await timeline.goTo(at, id);
  return { friend, id };
}

test('over lunch: warned and breached once, shown, listed and found, and on record', async () => {
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId, escalations: [] })));
  const { id } = await aConversation('2026-03-02T12:10:00+08:00');
  // 20 minutes before lunch, 40 after it.
  const dueAt = '2026-03-02T06:10:00.000Z';
  expect(await standing(id)).toEqual({ state: 'onTrack', for: 'firstResponse', dueAt });
  await timeline.goTo('2026-03-02T13:59:00+08:00', id);
  expect(await standing(id)).toEqual({ state: 'warned', for: 'firstResponse', dueAt });
  await timeline.goTo('2026-03-02T14:20:00+08:00', id);
  expect(await standing(id)).toEqual({ state: 'breached', for: 'firstResponse', dueAt });
  expect(told(timeline, id)).toEqual(['warned firstResponse 1', 'breached firstResponse 1']);

  const { body: shown } = await product.api('GET', `/api/v1/conversations/${id}`);
  expect(shown.serviceLevel).toMatchObject({ version: 1, state: 'breached', for: 'firstResponse', dueAt });
  const { body: breached } = await product.api('GET', '/api/v1/conversations?due=breached&order=due');
  expect(breached.conversations).toMatchObject([{ id }]);

  await answers(timeline, 'agent-1', id);
  await timeline.goTo('2026-03-02T14:21:00+08:00', id);
  expect((await standing(id)).state).toBe('onTrack');
  expect((await product.api('GET', '/api/v1/conversations?due=breached')).body.conversations).toEqual([]);
  expect(await factsOf(id)).toMatchObject([
    { kind: 'opened', by: 'friend' },
    { kind: 'breached', at: new Date(dueAt), measured: { target: 'firstResponse', promise: { isKept: false } } },
    { kind: 'assigned', assigneeId: 'agent-1' },
    {
      kind: 'firstResponse',
      by: 'staff/agent-1',
      measured: {
        businessMs: 70 * MINUTE_MS,
        clockMs: 130 * MINUTE_MS,
        calendarId,
        promise: { policyVersion: 1, isKept: false },
      },
    },
  ]);
});

test.each([
  // The 4th to the 6th of May are holidays, and so is the weekend before.
  ['a Japanese holiday in between', 'Asia/Tokyo', '2026-05-01T17:30:00+09:00', '2026-05-07T09:30:00+09:00'],
  // Clocks go forward on Sunday.
  ['a change of clocks in between', 'America/New_York', '2026-03-06T17:30:00-05:00', '2026-03-09T09:30:00-04:00'],
])('%s', async (_what, timeZone, said, dueAt) => {
  const week = aCalendar().week;
  const own = await aStoredCalendar(
    timeline,
    aCalendar({ timeZone, week, holidays: [{ country: 'JP', worksMakeUpDays: false }] }),
  );
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId: own })));
  const { id } = await aConversation(said);
  expect((await standing(id)).dueAt).toBe(new Date(dueAt).toISOString());
});

test('an answer that LINE refused keeps no promise: it runs on from where the friend began to wait', async () => {
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId, escalations: [] })));
  const { friend, id } = await aConversation('2026-03-02T09:00:00+08:00');
  timeline.jumpTo('2026-03-02T09:05:00+08:00');
  await says(timeline, friend);
  timeline.jumpTo('2026-03-02T09:10:00+08:00');
  await answers(timeline, 'agent-1', id);
  await timeline.goTo('2026-03-02T09:11:00+08:00', id);
  expect((await standing(id)).for).not.toBe('firstResponse');
  const refused = await DeliveryModel.findOneAndUpdate({ friendId: friend._id }, { $set: { state: 'rejected' } });
  const notSent = { deliveryId: refused?._id ?? '', reason: 'refused' };
  await noteNotSent(timeline.ctx, notSent);
  await noteNotSent(timeline.ctx, notSent);
  await timeline.goTo('2026-03-02T09:12:00+08:00', id);
  const dueAt = '2026-03-02T02:00:00.000Z';
  expect(await standing(id)).toEqual({ state: 'onTrack', for: 'firstResponse', dueAt });
  expect((await read(id)).waitingSince).toEqual(new Date('2026-03-02T01:00:00Z'));
  await timeline.goTo('2026-03-02T10:05:00+08:00', id);
  expect(told(timeline, id)).toContain('breached firstResponse 1');
  timeline.jumpTo('2026-03-02T10:10:00+08:00');
  await answers(timeline, 'agent-2', id);
  await timeline.goTo('2026-03-02T10:11:00+08:00', id);
  const facts = (await factsOf(id)).filter(({ kind }) => !['opened', 'assigned'].includes(kind));
  expect(facts).toMatchObject([
    { kind: 'firstResponse', by: 'staff/agent-1' },
    { kind: 'notSent', since: new Date('2026-03-02T01:10:00Z') },
    { kind: 'breached', at: new Date(dueAt) },
    {
      kind: 'firstResponse',
      by: 'staff/agent-2',
      measured: { clockMs: 70 * MINUTE_MS, promise: { isKept: false } },
    },
  ]);
});

test('what the friend says after an answer is due anew, and the bot is no answer', async () => {
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId })));
  const { friend, id } = await aConversation('2026-03-02T09:00:00+08:00');
  timeline.jumpTo('2026-03-02T09:10:00+08:00');
  await says(timeline, friend, 'bot');
  await timeline.goTo('2026-03-02T09:20:00+08:00', id);
  expect(await standing(id)).toMatchObject({ for: 'firstResponse', dueAt: '2026-03-02T02:00:00.000Z' });
  timeline.jumpTo('2026-03-02T09:30:00+08:00');
  await answers(timeline, 'agent-1', id);
  timeline.jumpTo('2026-03-02T10:00:00+08:00');
  await says(timeline, friend);
  timeline.jumpTo('2026-03-02T10:20:00+08:00');
  await says(timeline, friend);
  await timeline.goTo('2026-03-02T10:20:00+08:00', id);
  expect(await standing(id)).toEqual({ state: 'onTrack', for: 'nextResponse', dueAt: '2026-03-02T04:00:00.000Z' });
  const kinds = (await factsOf(id)).map(({ kind }) => kind);
  expect(kinds).toEqual(['opened', 'assigned', 'firstResponse']);
});

test('waiting for the friend stops the clock, being put off does not, and who reopens goes on', async () => {
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId })));
  const { friend, id } = await aConversation('2026-03-02T09:00:00+08:00');
  timeline.jumpTo('2026-03-02T09:30:00+08:00');
  await answers(timeline, 'agent-1', id);
  await doesTo(timeline, 'agent-1', id, { kind: 'snooze', until: null });
  await timeline.goTo('2026-03-03T10:00:00+08:00', id);
  expect(await standing(id)).toEqual({ state: 'onTrack', for: null, dueAt: null });

  await says(timeline, friend);
  await timeline.goTo('2026-03-03T10:00:00+08:00', id);
  expect(await standing(id)).toMatchObject({ for: 'nextResponse', dueAt: '2026-03-03T04:00:00.000Z' });
  await doesTo(timeline, 'agent-1', id, { kind: 'snooze', until: new Date('2026-03-03T18:00:00+08:00') });
  await timeline.goTo('2026-03-03T10:10:00+08:00', id);
  expect(await standing(id)).toMatchObject({ for: 'nextResponse', dueAt: '2026-03-03T04:00:00.000Z' });

  await answers(timeline, 'agent-1', id);
  await doesTo(timeline, 'agent-1', id, { kind: 'resolve' });
  await timeline.goTo('2026-03-04T09:00:00+08:00', id);
  expect((await standing(id)).dueAt).toBeNull();
  await doesTo(timeline, 'agent-1', id, { kind: 'reopen' });
  await timeline.goTo('2026-03-04T09:00:00+08:00', id);
  // Of eight hours, half an hour and ten minutes were used.
  expect(await standing(id)).toMatchObject({ for: 'resolution', dueAt: '2026-03-04T09:20:00.000Z' });
  const ends = (await factsOf(id)).filter(({ kind }) => kind === 'resolved' || kind === 'reopened');
  expect(ends).toMatchObject([{ kind: 'resolved', measured: { businessMs: 40 * MINUTE_MS } }, { kind: 'reopened' }]);
});

test('with another team counts the time of its calendar, from then on', async () => {
  const team = await createTeam(timeline.ctx, 'Evenings');
  const evenings = await aStoredCalendar(timeline, aCalendar({ week: daily('17:00-21:00') }));
  await goBy([{ teamId: team._id, calendarId: evenings }]);
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId })));
  const { id } = await aConversation('2026-03-02T17:40:00+08:00');
  expect((await standing(id)).dueAt).toBe('2026-03-03T01:40:00.000Z');
  timeline.jumpTo('2026-03-02T18:00:00+08:00');
  await editConversation(timeline.ctx, id, { teamId: team._id });
  await timeline.goTo('2026-03-02T18:30:00+08:00', id);
  expect((await standing(id)).dueAt).toBe('2026-03-02T10:40:00.000Z');
  // As it was when it was looked at last, to warn of it.
  expect((await read(id)).serviceLevel?.promises[0]).toMatchObject({
    used: { businessMs: 48 * MINUTE_MS },
    calendarId: evenings,
  });
});

test('a policy that changes midway, and one that is made later, hold for what opens from then on', async () => {
  const early = await aConversation('2026-03-02T09:00:00+08:00');
  const policyId = await aStoredPolicy(timeline, aPolicy({ calendarId }));
  await holdTo(timeline, policyId);
  const { friend, id } = await aConversation('2026-03-02T10:00:00+08:00');
  const shorter = aPolicy({ calendarId });
  shorter.limits.normal = { ...shorter.limits.normal, firstResponse: business(5) };
  timeline.jumpTo('2026-03-02T10:01:00+08:00');
  await servicePolicies.update(timeline.ctx, policyId, 1, shorter);
  await says(timeline, friend);
  await timeline.goTo('2026-03-02T10:10:00+08:00', id);
  expect(await read(id)).toMatchObject({ serviceLevel: { version: 1, state: 'onTrack' } });
  expect((await read(early.id)).serviceLevel).toBeUndefined();

  const later = await aConversation('2026-03-02T10:20:00+08:00');
  expect(await read(later.id)).toMatchObject({ serviceLevel: { version: 2 }, dueAt: new Date('2026-03-02T02:25:00Z') });
});

test('the first rule that is true decides, by team and priority', async () => {
  const team = await createTeam(timeline.ctx, 'Warranty');
  const [forTeam, forAll] = [
    await aStoredPolicy(timeline, aPolicy({ calendarId, name: 'Warranty' })),
    await aStoredPolicy(timeline, aPolicy({ calendarId, name: 'All' })),
  ];
  await putServiceRules(timeline.ctx, CHANNEL_ID, [
    { policyId: forTeam, when: { team: [team._id] } },
    { policyId: forAll, when: { not: { priority: ['low'] } } },
  ]);
  const { id } = await aConversation('2026-03-02T09:00:00+08:00');
  expect((await read(id)).serviceLevel?.name).toBe('All');
  await editConversation(timeline.ctx, id, { teamId: team._id });
  await timeline.goTo('2026-03-02T09:01:00+08:00', id);
  expect((await read(id)).serviceLevel?.name).toBe('Warranty');
  await expect(putServiceRules(timeline.ctx, CHANNEL_ID, [{ policyId: 'gone', when: null }])).rejects.toThrow('gone');
});

describe('an escalation', () => {
  async function escalating() {
    const team = await createTeam(timeline.ctx, `Second line ${Math.random()}`);
    const escalation = {
      target: 'firstResponse' as const,
      on: 'breach' as const,
      afterMinutes: 10,
      notify: ['supervisors' as const],
      raiseTo: 'urgent' as const,
      moveTo: team._id,
      assignTo: 'agent-2',
      addParticipants: ['agent-1', 'agent-gone'],
    };
    await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId, escalations: [escalation] })));
    return team._id;
  }

  test('is done once, with its reason in the thread, also when staff change it back', async () => {
    const teamId = await escalating();
    const { id } = await aConversation('2026-03-02T09:00:00+08:00');
    await timeline.goTo('2026-03-02T10:11:00+08:00', id);
    expect(await read(id)).toMatchObject({ priority: 3, teamId, assigneeId: 'agent-2', participants: ['agent-1'] });
    await editConversation(timeline.ctx, id, { priority: 'low' });
    await timeline.goTo('2026-03-02T11:00:00+08:00', id);
    expect((await read(id)).priority).toBe(0);
    const entries = await EntryModel.find({ conversationId: id, name: 'escalated' }).lean();
    expect(entries).toMatchObject([
      {
        by: 'system/service',
        data: { because: { target: 'firstResponse', on: 'breach', policyVersion: 1 }, missing: ['agent-gone'] },
      },
    ]);
    const notices = await NoticeModel.find({ kind: 'serviceLevel.breached', 'data.conversationId': id }).lean();
    expect(notices).toMatchObject([{ data: { notify: ['supervisors'] } }]);
  });

  test('and what is announced survive a worker that dies at any step', async () => {
    await escalating();
    const { id } = await aConversation('2026-03-02T09:00:00+08:00');
    await timeline.goTo('2026-03-02T09:59:00+08:00', id);
    timeline.jumpTo('2026-03-02T10:10:00+08:00');
    const dying = { ...timeline.ctx, publish: () => Promise.reject(new Error('killed')) };
    await expect(checkService(dying, [id])).rejects.toThrow('killed');
    // Announced and escalated, and killed before either was noted: the escalation announces that it assigned.
    const publish = async (events: Parameters<typeof timeline.ctx.publish>[0]) => {
      if (events.some(({ name }) => name === 'conversation.assigned')) throw new Error('killed');
      await timeline.ctx.publish(events);
    };
    await expect(checkService({ ...timeline.ctx, publish }, [id])).rejects.toThrow('killed');
    await Promise.all([1, 2, 3].map(() => checkService(timeline.ctx, [id])));
    await timeline.goTo('2026-03-02T11:00:00+08:00', id);
    const ids = timeline.announced.filter(({ name }) => name === 'serviceLevel.breached').map((event) => event.id);
    expect(new Set(ids).size).toBe(1);
    expect(await EntryModel.countDocuments({ conversationId: id, name: 'escalated' })).toBe(1);
    expect((await factsOf(id)).filter(({ kind }) => kind === 'breached')).toHaveLength(1);
  });

  test('of a clock that leaps ahead and back is told once', async () => {
    await escalating();
    const { id } = await aConversation('2026-03-02T09:00:00+08:00');
    timeline.jumpTo('2026-03-04T12:00:00+08:00');
    await checkService(timeline.ctx, [id]);
    const all = told(timeline, id);
    expect(all).toEqual([
      'warned firstResponse 1',
      'breached firstResponse 1',
      'warned resolution 1',
      'breached resolution 1',
    ]);
    timeline.jumpTo('2026-03-02T09:10:00+08:00');
    await editConversation(timeline.ctx, id, { priority: 'high' });
    await checkService(timeline.ctx, [id]);
    await timeline.goTo('2026-03-05T09:00:00+08:00', id);
    expect(told(timeline, id)).toEqual(all);
  });
});

test('what is open already is held to a policy when somebody says so, after a preview of what that comes to', async () => {
  const { id } = await aConversation('2026-03-02T09:00:00+08:00');
  timeline.jumpTo('2026-03-02T10:30:00+08:00');
  const policyId = await aStoredPolicy(timeline, aPolicy({ calendarId, escalations: [] }));
  await holdTo(timeline, policyId);
  const preview = await previewRules(timeline.ctx, CHANNEL_ID, [{ policyId, when: { state: ['open'] } }]);
  expect(preview.policies).toMatchObject([{ policyId, name: 'Standard' }]);
  expect(preview.policies[0]?.breached).toBeGreaterThan(0);
  expect((await read(id)).serviceLevel).toBeUndefined();

  expect(await product.api('POST', '/api/v1/service-rules/preview', {})).toMatchObject({ status: 200 });
  const { status, body: started } = await product.api('POST', '/api/v1/service-rules/apply', {});
  expect(status).toBe(202);
  const [apply] = operations;
  await apply?.step(timeline.ctx, {
    id: started.id,
    channelId: CHANNEL_ID,
    input: {},
    cursor: null,
    result: {},
    startedAt: timeline.ctx.clock.now(),
    startedBy: timeline.ctx.actor,
  });
  expect(await read(id)).toMatchObject({ serviceLevel: { policyId, version: 1, state: 'breached' } });
});

test('whoever is erased leaves what was measured for reports, without whose it was', async () => {
  const { friend, id } = await aConversation('2026-03-02T09:00:00+08:00');
  for (const holding of holdings) await holding.erase(timeline.ctx, friend);
  expect(await factsOf(id)).toMatchObject([{ kind: 'opened', friendId: null }]);
  for (const holding of holdings) expect(await holding.count(friend)).toBe(0);
});

test('a calendar that changes moves what is due; one that is in use stays', async () => {
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId })));
  const { id } = await aConversation('2026-03-02T12:10:00+08:00');
  const { body } = await product.api('GET', `/api/v1/calendars/${calendarId}`);
  const calendar = { ...body.calendar, week: daily('09:00-18:00') };
  timeline.jumpTo('2026-03-02T12:11:00+08:00');
  await saveCalendar(timeline.ctx, calendarId, 1, calendar);
  const saved = timeline.announced.find(({ name }) => name === 'calendar.saved');
  const [listener] = listeners;
  if (saved) await listener?.run(timeline.ctx, saved);
  await timeline.goTo('2026-03-02T12:12:00+08:00', id);
  expect((await standing(id)).dueAt).toBe('2026-03-02T05:10:00.000Z');
  const refused = await product.api('DELETE', `/api/v1/calendars/${calendarId}`);
  expect(refused).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('Standard') } } });
  const unused = await aStoredCalendar(timeline, aCalendar());
  expect((await product.api('DELETE', `/api/v1/calendars/${unused}`)).status).toBe(204);
  expect((await product.api('GET', `/api/v1/calendars/${unused}`)).status).toBe(404);
});
