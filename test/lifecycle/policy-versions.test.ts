import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ActivityModel } from '../../src/activity/activity.model.js';
import { newFriend } from '../../src/friends/core/friend.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { newId } from '../../src/infra/ids.js';
import { assessFriend } from '../../src/lifecycle/assess-friends.js';
import { PREVIEW_POLICY } from '../../src/lifecycle/operation-kinds.js';
import { StagePolicyModel } from '../../src/lifecycle/stage-policy.model.js';
import { startOperation } from '../../src/operations/index.js';
import { OperationModel } from '../../src/operations/operation.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { aFriend } from '../support/factories.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
});
afterAll(() => product.close());

const stageOf = async (friendId: string) => (await product.api('GET', `/api/v1/friends/${friendId}`)).body.stage;
const buy = (friendId: string, externalId: string) =>
  product.api('POST', `/api/v1/friends/${friendId}/orders`, { externalId, totalMinor: 100, currency: 'TWD' });
const ended = (operationId: string) =>
  eventually(async () => {
    const { body } = await product.api('GET', `/api/v1/operations/${operationId}`);
    expect(body.state).toBe('done');
    return body;
  });
const boughtAtLeast = (count: number) => ({ orders: { count: { gte: count } } });
const boughtAtMost = (count: number) => ({ orders: { count: { lte: count } } });

test('publishing does what the preview said, moves friends without any event, and is undone by a rollback', async () => {
  const [buyer, quiet] = [await aFriend(product), await aFriend(product)];
  await buy(buyer._id, '1');
  await eventually(async () => expect(await stageOf(buyer._id)).toMatchObject({ name: 'retain' }));
  const stages = [
    { name: 'acquire', enter: null },
    { name: 'engage', enter: { everyone: true } },
    { name: 'keep', enter: boughtAtLeast(5), exit: boughtAtMost(4), renamedFrom: 'retain' },
    { name: 'grow', enter: boughtAtLeast(9), exit: boughtAtMost(8) },
  ];
  const { body: before } = await product.api('GET', '/api/v1/stage-policy');
  const { status, body } = await product.api('POST', '/api/v1/stage-policy/preview', { stages });
  expect(status).toBe(200);
  expect(body.operationId).toBeNull();
  expect(body.preview).toMatchObject({ friends: 2, staying: 0 });
  expect(body.preview.moves).toEqual(
    expect.arrayContaining([
      { from: 'retain', to: 'engage', isRename: false, count: 1, samples: [buyer._id] },
      { from: 'acquire', to: 'engage', isRename: false, count: 1, samples: [quiet._id] },
    ]),
  );
  expect((await product.api('GET', '/api/v1/stage-policy')).body).toEqual(before);
  expect(await stageOf(buyer._id)).toMatchObject({ name: 'retain' });

  const { body: published } = await product.api('PUT', '/api/v1/stage-policy', { stages });
  expect(published).toMatchObject({ version: before.version + 1 });
  expect(await ended(published.operationId)).toMatchObject({ done: 2, result: { changed: 2 } });
  for (const { _id } of [buyer, quiet]) expect(await stageOf(_id)).toMatchObject({ name: 'engage' });

  const { body: back } = await product.api('POST', '/api/v1/stage-policy/rollback', { version: before.version });
  expect(back).toMatchObject({ version: before.version + 2, rollbackOf: before.version });
  await ended(back.operationId);
  expect(await stageOf(buyer._id)).toMatchObject({ name: 'retain', policyVersion: before.version + 2 });
  const { body: versions } = await product.api('GET', '/api/v1/stage-policy/versions');
  expect(versions.versions.map(({ version }: { version: number }) => version)).toEqual([
    before.version + 2,
    before.version + 1,
    before.version,
  ]);
  const { body: history } = await product.api('GET', `/api/v1/friends/${buyer._id}/stage/history`);
  expect(history.history.map(({ data }: { data: { to: string; reason: string } }) => [data.to, data.reason])).toEqual([
    ['retain', 'published'],
    ['engage', 'published'],
    ['retain', 'policy'],
    ['acquire', 'policy'],
  ]);
});

test('a renamed stage keeps its friends, since when they are there, and their locks', async () => {
  const friend = await aFriend(product);
  await buy(friend._id, '1');
  await eventually(async () => expect(await stageOf(friend._id)).toMatchObject({ name: 'retain' }));
  const { since } = await stageOf(friend._id);
  const { body: policy } = await product.api('GET', '/api/v1/stage-policy');
  const stages = policy.stages.map((stage: { name: string }) =>
    stage.name === 'retain' ? { ...stage, name: 'keep', renamedFrom: 'retain' } : stage,
  );
  const { body } = await product.api('PUT', '/api/v1/stage-policy', { stages });
  await ended(body.operationId);
  expect(await stageOf(friend._id)).toMatchObject({ name: 'keep', since });
  const { body: why } = await product.api('GET', `/api/v1/friends/${friend._id}/stage/why`);
  expect(why).toMatchObject({
    stage: { name: 'keep' },
    policyVersion: body.version,
    cameBy: { data: { from: 'retain', to: 'keep', isRename: true, reason: 'published' } },
  });
  const back = await product.api('POST', '/api/v1/stage-policy/rollback', { version: policy.version });
  await ended(back.body.operationId);
  expect(await stageOf(friend._id)).toMatchObject({ name: 'retain', since });
});

test('of very many friends the preview is an operation, which comes to the same', async () => {
  const { stages } = (await product.api('GET', '/api/v1/stage-policy')).body;
  const proposed = { stages: [...stages, { name: 'fan', enter: { standing: 'following' } }] };
  const { status, body } = await product.api('POST', '/api/v1/stage-policy/preview', proposed);
  expect(status).toBe(200);
  const operation = await startOperation(product.app.ctx, {
    channelId: CHANNEL_ID,
    kind: PREVIEW_POLICY,
    input: proposed,
  });
  expect((await ended(operation._id)).result).toEqual(body.preview);
});

test('who is in a stage for longer than its maximum age is listed, and told once', async () => {
  const friend = await aFriend(product);
  const stages = [{ name: 'acquire', enter: null, maxAgeDays: 30, goal: { metric: 'First interest' } }];
  const { body } = await product.api('PUT', '/api/v1/stage-policy', { stages });
  await ended(body.operationId);
  const since = new Date(Date.now() - 31 * 24 * 3_600_000);
  await FriendModel.updateOne({ _id: friend._id }, { $set: { 'stage.since': since, stageCheckAt: since } });
  for (let twice = 0; twice < 2; twice += 1) await assessFriend(product.app.ctx, friend._id);
  await eventually(async () =>
    expect(await ActivityModel.countDocuments({ friendId: friend._id, kind: 'stage.overdue' })).toBe(1),
  );
  const { body: listed } = await product.api('GET', '/api/v1/lifecycle/overdue?stage=acquire');
  expect(listed.friends.map(({ id }: { id: string }) => id)).toEqual([friend._id]);
  const { body: report } = await product.api('GET', '/api/v1/lifecycle/report');
  expect(report.stages).toMatchObject([{ stage: 'acquire', overdue: 1, goal: { metric: 'First interest' } }]);
});

test('moving friends twice moves nobody twice', async () => {
  const { body } = await product.api('POST', '/api/v1/stage-policy/rollback', { version: 0 });
  await ended(body.operationId);
  const stages = async () => await FriendModel.find({}, { stage: 1, segments: 1, health: 1 }).sort({ _id: 1 }).lean();
  const before = await stages();
  await OperationModel.updateOne(
    { _id: body.operationId },
    { $set: { state: 'queued', isOpen: true, cursor: null, result: {}, dueAt: new Date(0) } },
  );
  await product.app.sweep();
  await eventually(async () =>
    expect(await OperationModel.findById(body.operationId).lean()).toMatchObject({
      state: 'done',
      result: { changed: 0 },
    }),
  );
  expect(await stages()).toEqual(before);
});

test.each([
  ['a tag that is not there', { enter: { tag: 'no-such-tag' } }, 'no-such-tag is not a tag'],
  ['a stage that it does not have', { enter: { stage: ['moon'] } }, 'moon is not a stage of this policy'],
  ['an attribute that is not there', { enter: { attribute: 'shoeSize', is: 3 } }, 'shoeSize is not an attribute'],
  ['a segment that is not there', { enter: { segment: 'nobody' } }, 'nobody is not a segment'],
  [
    'a stage renamed that never was',
    { enter: { everyone: true }, renamedFrom: 'moon' },
    'renamedFrom moon is not a stage',
  ],
  ['a goal without a metric', { enter: { everyone: true }, goal: { target: 3 } }, 'metric'],
])('a policy with %s is refused by name and nothing is stored', async (_what, stage, message) => {
  const count = await StagePolicyModel.countDocuments();
  const stages = [
    { name: 'acquire', enter: null },
    { name: 'engage', ...stage },
  ];
  for (const [method, path] of [
    ['PUT', '/api/v1/stage-policy'],
    ['POST', '/api/v1/stage-policy/preview'],
  ] as const) {
    expect(await product.api(method, path, { stages })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input', message: expect.stringContaining(message) } },
    });
  }
  expect(await StagePolicyModel.countDocuments()).toBe(count);
});

test('a preview names what speaks of stages that would be gone', async () => {
  const { body: present } = await product.api('GET', '/api/v1/stage-policy');
  const names = present.stages.map(({ name }: { name: string }) => name);
  expect(names).toContain('grow');
  const { body: segment } = await product.api('POST', '/api/v1/segments', { name: 'Best', rule: { stage: ['grow'] } });
  const preview = async (stages: object[]) =>
    (await product.api('POST', '/api/v1/stage-policy/preview', { stages })).body.goneStages;
  expect(await preview(present.stages)).toEqual([]);
  const renamed = present.stages.map((stage: { name: string }) =>
    stage.name === 'grow' ? { ...stage, name: 'loyal', renamedFrom: 'grow' } : stage,
  );
  expect(await preview(renamed)).toEqual([
    {
      stage: 'grow',
      usedBy: expect.arrayContaining([
        { kind: 'segment', id: segment.id, name: 'Best' },
        { kind: 'menuRule', id: 'VIP', name: 'VIP' },
      ]),
    },
  ]);
  await product.api('DELETE', `/api/v1/segments/${segment.id}`);
});

test('rolling back to a version that is not there, or is in force, is refused', async () => {
  const { body } = await product.api('GET', '/api/v1/stage-policy');
  expect(await product.api('POST', '/api/v1/stage-policy/rollback', { version: 999 })).toMatchObject({ status: 404 });
  expect(await product.api('POST', '/api/v1/stage-policy/rollback', { version: body.version })).toMatchObject({
    status: 409,
  });
});

test('the templates can be published as they come, and a report counts every friend in either model', async () => {
  const buyers = [await aFriend(product), await aFriend(product), await aFriend(product)];
  // Nobody has looked at this one yet; they count where everybody starts.
  const unseen = newFriend({ id: newId(), channelId: CHANNEL_ID, lineUserId: 'Unew', at: new Date(), now: new Date() });
  await FriendModel.collection.insertOne({ ...unseen, profileDueAt: null, segmentsCheckAt: null, outbox: [] } as never);
  for (const [index, friend] of buyers.entries())
    for (let order = 0; order <= index; order += 1) await buy(friend._id, `${order}`);
  const { body: templates } = await product.api('GET', '/api/v1/stage-policy/templates');
  const five = templates.templates.find(({ model }: { model: string }) => model === 'five');
  const friends = await FriendModel.countDocuments({ channelId: CHANNEL_ID });
  const report = async (model: string) => (await product.api('GET', `/api/v1/lifecycle/report?model=${model}`)).body;
  const counts = ({ stages }: { stages: { stage: string; friends: number }[] }) =>
    Object.fromEntries(stages.map(({ stage, friends }) => [stage, friends]));
  const sum = (given: Record<string, number>) => Object.values(given).reduce((total, one) => total + one, 0);
  await eventually(async () => expect(counts(await report('four'))['grow']).toBe(1));
  const mapped = { four: counts(await report('four')), five: counts(await report('five')) };
  expect(sum(mapped.four)).toBe(friends);
  expect(sum(mapped.five)).toBe(friends);

  const { body } = await product.api('PUT', '/api/v1/stage-policy', { stages: five.stages });
  await ended(body.operationId);
  expect(counts(await report('five'))).toEqual(mapped.five);
  expect(counts(await report('four'))).toEqual(mapped.four);
  expect(mapped.five).toMatchObject({ retain: 1, loyalty: 1 });
});
