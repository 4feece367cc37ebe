import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { newFriend } from '../../src/friends/core/friend.js';
import { newId } from '../../src/infra/ids.js';
import { OperationModel } from '../../src/operations/operation.model.js';
import { tagPiece, type BulkInput } from '../../src/tags/bulk-tagging.js';
import { startBulkTagging } from '../../src/tags/index.js';
import { TagLedgerModel } from '../../src/tags/tag.model.js';
import { storeFriend } from '../friends/store-friend.js';
import { API_KEY, aUserId, buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

let product: TestApp;
let friends: FriendDocument[];
let nextUser = 1;
beforeAll(async () => {
  product = await buildApp();
  await product.api('POST', '/api/v1/tags', { tagId: 'vip', name: 'VIP', intensity: { defaultWeight: 2 } });
});
afterAll(() => product.close());
beforeEach(async () => {
  const now = new Date();
  friends = Array.from({ length: 30 }, () => ({
    ...newFriend({ id: newId(), channelId: CHANNEL_ID, lineUserId: aUserId((nextUser += 1)), at: now, now }),
    profileDueAt: null,
    segmentsCheckAt: null,
    outbox: [],
  }));
  await FriendModel.collection.insertMany(friends as never);
});

const ids = () => friends.map(({ _id }) => _id);
const bulk = (body: object) => product.api('POST', '/api/v1/tags/vip/bulk', { reason: 'Spring list', ...body });
const upload = async (csv: string | Buffer, query = 'reason=Spring') => {
  const answer = await fetch(`${product.url}/api/v1/tags/vip/bulk/csv?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'text/csv' },
    body: typeof csv === 'string' ? csv : new Uint8Array(csv),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};
const ended = (operationId: string, state = 'done') =>
  eventually(async () => {
    const operation = await OperationModel.findById(operationId).lean();
    expect(operation?.state).toBe(state);
    return operation;
  });
const tagged = () =>
  FriendModel.countDocuments({ _id: { $in: ids() }, tags: { $elemMatch: { tagId: 'vip', activeUntil: null } } });

test('friends are tagged by their ids, with progress, and all of it can be undone', async () => {
  const [first, second] = friends;
  await product.api('POST', `/api/v1/friends/${first?._id}/tags/vip`, { op: 'apply', weight: 5 });
  const { status, body } = await bulk({ friendIds: ids() });
  expect(status).toBe(202);
  expect(await ended(body.id)).toMatchObject({ done: 30, total: 30, failed: 0 });
  expect(await tagged()).toBe(30);
  expect(await FriendModel.findById(first?._id).lean()).toMatchObject({ tags: [{ v: 7, count: 2 }] });
  await product.api('POST', `/api/v1/friends/${second?._id}/tags/vip`, { op: 'add', amount: 1, reason: 'Since' });

  expect((await product.api('POST', `/api/v1/operations/${body.id}/undo`)).status).toBeLessThan(300);
  await ended(body.id, 'undone');
  expect(await tagged()).toBe(2);
  expect(await FriendModel.findById(first?._id).lean()).toMatchObject({ tags: [{ v: 5, count: 1 }] });
  expect(await FriendModel.findById(second?._id).lean()).toMatchObject({ tags: [{ v: 1, count: 1 }] });
  const { body: told } = await product.api('GET', `/api/v1/friends/${second?._id}/tags/vip/ledger`);
  expect(told.entries.map(({ suppressed }: { suppressed: string | null }) => suppressed)).toEqual([null, 'undone']);
});

test('a piece that runs twice tags once', async () => {
  const { body } = await bulk({ friendIds: ids().slice(0, 10) });
  await ended(body.id);
  await OperationModel.updateOne(
    { _id: body.id },
    { $set: { state: 'running', isOpen: true, cursor: null, dueAt: new Date(0) } },
  );
  await product.app.sweep();
  await ended(body.id);
  expect(await FriendModel.findById(friends[0]?._id).lean()).toMatchObject({ tags: [{ v: 2, count: 1 }] });
  expect(await TagLedgerModel.countDocuments({ eventId: `bulk:${body.id}` })).toBe(10);
});

test('an audience of several pieces is tagged whole, also when others change its friends meanwhile', async () => {
  const many = await Promise.all(Array.from({ length: 210 }, () => storeFriend()));
  const friendIds = many.map(({ _id }) => _id);
  const input: BulkInput = {
    tagId: 'vip',
    op: 'apply',
    weight: 1,
    reason: null,
    audience: { kind: 'friendIds', friendIds },
  };
  const { actor } = product.app.ctx;
  const running = {
    id: newId(),
    channelId: CHANNEL_ID,
    input,
    cursor: null,
    result: {},
    startedAt: new Date(),
    startedBy: actor,
  };
  const quiet = { ...product.app.ctx, publish: async () => {} };
  const touch = FriendModel.updateMany({ _id: { $in: friendIds.slice(0, 50) } }, { $inc: { rev: 1 } });
  const [first] = await Promise.all([tagPiece(quiet, running), touch]);
  expect(first).toMatchObject({ done: 200, cursor: '200', isDone: false, total: 210 });
  expect(await tagPiece(quiet, { ...running, cursor: '200' })).toMatchObject({ done: 10, isDone: true });
  const whole = { _id: { $in: friendIds }, tags: { $elemMatch: { tagId: 'vip', v: 1, count: 1 } } };
  expect(await FriendModel.countDocuments(whole)).toBe(210);
});

test('an audience by filter is tagged whole, and the tag taken away again comes back with the undoing', async () => {
  const filter = { _id: { $in: ids() }, createdAt: { $lte: new Date() } };
  const given = { channelId: CHANNEL_ID, tagId: 'vip', filter };
  const applied = await startBulkTagging(product.app.ctx, { ...given, weight: 4, reason: 'Segment' });
  await ended(applied._id);
  expect(await tagged()).toBe(30);
  const removed = await startBulkTagging(product.app.ctx, { ...given, op: 'remove', reason: 'Wrong' });
  await ended(removed._id);
  expect(await tagged()).toBe(0);
  await product.api('POST', `/api/v1/operations/${removed._id}/undo`);
  await ended(removed._id, 'undone');
  expect(await tagged()).toBe(30);
});

describe('a CSV file', () => {
  test('tags friends by either id with weights of their own; rows that are wrong go to the error file', async () => {
    const [one, two] = friends;
    const rows = [
      'lineUserId,friendId,weight',
      `${one?.lineUserId},,3`,
      `,${two?._id},`,
      `${aUserId(999_999)},,1`,
      '=SUM(A1:A9),,1',
      `${one?.lineUserId},,many`,
      ',,',
    ];
    const { status, body } = await upload(`\uFEFF${rows.join('\r\n')}\r\n`);
    expect(status).toBe(202);
    expect(await ended(body.id)).toMatchObject({ done: 2, failed: 4 });
    expect(await FriendModel.findById(one?._id).lean()).toMatchObject({ tags: [{ v: 3 }] });
    expect(await FriendModel.findById(two?._id).lean()).toMatchObject({ tags: [{ v: 2 }] });
    const errors = await product.api('GET', `/api/v1/operations/${body.id}/errors.csv`);
    expect(errors.body).toContain(`There is no friend ${aUserId(999_999)}`);
    expect(errors.body).toContain('formula');
    expect(errors.body).toContain('weight is many');
    expect(errors.body).toContain('names no friend');
  });

  test.each([
    ['another encoding', Buffer.from([0x6c, 0x0a, 0xa7, 0xda, 0xaa, 0xba, 0x0a]), 'UTF-8'],
    ['columns that are not read', 'lineUserId,colour\nU1,red\n', 'colour'],
    ['no column of friends', 'weight\n3\n', 'friendId or lineUserId'],
    ['nothing in it', '', 'empty'],
  ])('with %s is refused and nothing is stored', async (_what, csv, message) => {
    const before = await OperationModel.countDocuments({});
    const { status, body } = await upload(csv);
    expect({ status, message: body.error?.message }).toEqual({
      status: 400,
      message: expect.stringContaining(message),
    });
    expect(await OperationModel.countDocuments({})).toBe(before);
  });
});

test.each([
  ['100,000 ids', { friendIds: Array.from({ length: 100_000 }, () => newId()) }, [400, 413]],
  ['no ids', { friendIds: [] }, [400]],
  ['no reason', { friendIds: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'], reason: '' }, [400]],
])('%s are refused', async (_what, body, statuses) => {
  expect(statuses).toContain((await bulk(body)).status);
});

test('a tag that does not exist is not found', async () => {
  const answer = await product.api('POST', '/api/v1/tags/nowhere/bulk', { friendIds: ids().slice(0, 1), reason: 'x' });
  expect(answer.status).toBe(404);
});
