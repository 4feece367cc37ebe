import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../src/infra/ids.js';
import { listDueServiceChecks } from '../../src/inbox/service-check.js';
import { ConversationModel } from '../../src/inbox/conversation.model.js';
import { NORMAL } from '../../src/inbox/core/priority.js';
import { checkService } from '../../src/service/check-service.js';
import { FactModel } from '../../src/service/fact.model.js';
import { chunk } from '../../src/shared/chunk.js';
import { eachLimited } from '../../src/shared/each-limited.js';
import { aCalendar, daily } from '../hours/a-calendar.js';
import { aPolicy } from '../hours/a-policy.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { aStoredCalendar, aStoredPolicy, aTimeline, holdTo } from './a-service.js';

const MANY = 1_000;

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());

test('a thousand that are due at once are each breached once, by two workers who look at the same time', async () => {
  const timeline = aTimeline(product, '2026-03-02T09:00:00+08:00');
  const calendarId = await aStoredCalendar(timeline, aCalendar({ week: daily('09:00-18:00') }));
  await holdTo(timeline, await aStoredPolicy(timeline, aPolicy({ calendarId, warnAtShare: null, escalations: [] })));
  const at = timeline.ctx.clock.now();
  const standing = { assigneeId: null, teamId: null, priority: NORMAL, labels: [] };
  const conversations = Array.from({ length: MANY }, () => ({
    _id: newId(),
    channelId: CHANNEL_ID,
    friendId: newId(),
    groupId: null,
    state: 'open',
    heldSince: null,
    ...standing,
    waitingSince: at,
    openedAt: at,
    lastInboundAt: at,
    lastStaffAt: null,
    firstStaffAt: null,
    happened: [{ rev: 1, kind: 'opened', at, by: 'friend', ...standing }],
    serviceCheckAt: at,
    outbox: [],
    rev: 1,
  }));
  await ConversationModel.collection.insertMany(conversations as never);
  const look = async (inOrder: (ids: string[]) => string[]) => {
    const due = await listDueServiceChecks(timeline.ctx, MANY);
    await eachLimited(chunk(inOrder(due), 50), 3, async (ids) => void (await checkService(timeline.ctx, ids)));
    return due.length;
  };
  timeline.jumpTo('2026-03-02T10:00:00+08:00');
  const looked = await Promise.all([look((ids) => ids), look((ids) => ids.toReversed())]);
  expect(looked).toEqual([MANY, MANY]);
  // What both had in hand at the same moment is looked at once more.
  await look((ids) => ids);
  expect(await ConversationModel.countDocuments({ 'serviceLevel.state': 'breached' })).toBe(MANY);
  const breached = timeline.announced.filter(({ name }) => name === 'serviceLevel.breached').map((event) => event.id);
  expect(new Set(breached).size).toBe(MANY);
  expect(await FactModel.countDocuments({ kind: 'breached' })).toBe(MANY);
  expect(await listDueServiceChecks(timeline.ctx, MANY)).toEqual([]);
});
