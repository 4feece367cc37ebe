import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SERVICE_KILL_POINTS } from '../../prove/kill-points.mjs';
import { startWorker, type Worker } from '../../prove/worker.js';
import { EntryModel } from '../../src/inbox/conversation.model.js';
import { NoticeModel } from '../../src/notices/notice.model.js';
import { aPolicy } from '../hours/a-policy.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aStoredFriend, aStoredPolicy, aTimeline, factsOf, holdTo, read, says } from './a-service.js';

const HOUR_MS = 3_600_000;
const LONG_MS = 60_000;
const POINTS = Object.keys(SERVICE_KILL_POINTS);

let product: TestApp;
const workers: Worker[] = [];
const ids: string[] = [];
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  const timeline = aTimeline(product, new Date(Date.now() - HOUR_MS).toISOString());
  const limits = aPolicy().limits;
  limits.normal = { firstResponse: { minutes: 1, time: 'clock' }, nextResponse: null, resolution: null };
  limits.low = limits.high = limits.urgent = limits.normal;
  const escalation = { target: 'firstResponse' as const, on: 'breach' as const, afterMinutes: 1 };
  const does = {
    notify: ['team' as const],
    raiseTo: 'urgent' as const,
    moveTo: null,
    assignTo: null,
    addParticipants: [],
  };
  const policy = aPolicy({ calendarId: null, limits, escalations: [{ ...escalation, ...does }] });
  await holdTo(timeline, await aStoredPolicy(timeline, policy));
  for (const point of POINTS) {
    ids.push((await says(timeline, await aStoredFriend(timeline.ctx)))._id);
    const dying = await startWorker(product.environment, { point, on: 1 });
    workers.push(dying);
    // The guard of the process tells of SIGKILL as a shell does.
    expect(await dying.ended).toBe(128 + 9);
  }
  workers.push(await startWorker(product.environment));
}, POINTS.length * LONG_MS);
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await product.close();
});

test.each(POINTS)('a worker killed at %s: breached, on record, escalated and told of once', async (point) => {
  const id = ids[POINTS.indexOf(point)] ?? '';
  await eventually(async () =>
    expect(await read(id)).toMatchObject({
      serviceLevel: { state: 'breached' },
      priority: 3,
      happened: [],
      outbox: [],
    }),
  );
  expect((await factsOf(id)).map(({ kind }) => kind).toSorted()).toEqual(['breached', 'opened']);
  expect(await EntryModel.countDocuments({ conversationId: id, name: 'escalated' })).toBe(1);
  expect(await NoticeModel.countDocuments({ kind: 'serviceLevel.breached', 'data.conversationId': id })).toBe(1);
});
