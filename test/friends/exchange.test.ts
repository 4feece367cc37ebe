import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from '../../src/infra/mongo/files.js';
import { LeaseModel } from '../../src/infra/mongo/lease.js';
import { operations } from '../../src/friends/index.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { runOperation } from '../../src/operations/index.js';
import { OperationModel } from '../../src/operations/operation.model.js';
import { API_KEY, buildApp, CHANNEL_ID, CHANNEL_SECRET, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { storeFriend } from './store-friend.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  await product.api('POST', '/api/v1/attributes', { name: 'size', label: 'Size', type: 'number' });
});
afterAll(() => product.close());

async function upload(csv: string | Uint8Array<ArrayBuffer>, query = '', type = 'text/csv') {
  const answer = await fetch(`${product.url}/api/v1/friends/import${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': type },
    body: csv,
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const run = (operationId: string) => runOperation(product.app.ctx, operations, { operationId });
const read = async (id: string) => (await product.api('GET', `/api/v1/operations/${id}`)).body;
const attributesOf = async (id: string) => (await FriendModel.findById(id).lean())?.attributes;

/** Uploads, runs to the end, and reads how it ended. */
async function importFile(csv: string, query = '') {
  const { status, body } = await upload(csv, query);
  expect(status).toBe(202);
  await run(body.id);
  return read(body.id);
}

describe('importing friends from a CSV file', () => {
  test('attributes and consent arrive, and doing it again changes nothing', async () => {
    const [a, b] = await Promise.all([storeFriend(), storeFriend()]);
    const csv = `\ufefflineUserId,friendId,attribute.size,consent.survey\r\n${a.lineUserId},,42,granted\r\n,${b._id},-1,\r\n`;
    expect(await importFile(csv)).toMatchObject({
      state: 'done',
      total: 2,
      done: 2,
      failed: 0,
      result: { friendsToChange: 2, friendsChanged: 2 },
    });
    expect(await attributesOf(a._id)).toEqual({ size: 42 });
    expect(await attributesOf(b._id)).toEqual({ size: -1 });
    const revs = await Promise.all([a, b].map(({ _id }) => FriendModel.findById(_id, { rev: 1 }).lean()));
    expect(await importFile(csv)).toMatchObject({ state: 'done', result: { friendsChanged: 0 } });
    expect(await Promise.all([a, b].map(({ _id }) => FriendModel.findById(_id, { rev: 1 }).lean()))).toEqual(revs);
  });

  test('a dry run says what would change and what is wrong, and stores nothing', async () => {
    const friend = await storeFriend();
    const csv = `friendId,attribute.size\n${friend._id},7\n${friend._id},big\n01ARZ3NDEKTSV4RRFFQ69G5FAV,1\n${friend._id},=1+1\n`;
    const operation = await importFile(csv, '?dryRun=true');
    expect(operation).toMatchObject({
      state: 'done',
      done: 0,
      failed: 3,
      result: { rows: 4, friendsToChange: 1, samples: [{ row: 2, friendId: friend._id, attributes: { size: 7 } }] },
    });
    const { body: errors } = await product.api('GET', operation.errors.url);
    expect(errors).toContain(`3,${friend._id},"Attribute size is ""big""; it must be a number."`);
    expect(errors).toContain('4,01ARZ3NDEKTSV4RRFFQ69G5FAV,there is no friend');
    expect(errors).toContain('attribute.size holds a formula');
    expect(await attributesOf(friend._id)).toEqual({});
  });

  test('one wrong row keeps everything from being imported, unless errors are skipped', async () => {
    const friend = await storeFriend();
    const csv = `friendId,attribute.size\n${friend._id},7\n${friend._id},big\n`;
    const refused = await importFile(csv);
    expect(refused).toMatchObject({ state: 'failed', failed: 1, done: 0, errors: { count: 1 } });
    expect(refused.reason).toContain('1 rows have errors, so nothing was imported');
    expect(await attributesOf(friend._id)).toEqual({});
    expect(await importFile(csv, '?skipErrors=true')).toMatchObject({ state: 'done', done: 1, failed: 1 });
    expect(await attributesOf(friend._id)).toEqual({ size: 7 });
  });

  test.each([
    ['an unknown column', 'friendId,shoe\n', 'The column shoe is not known'],
    ['no column that names friends', 'attribute.size\n1\n', 'needs a column friendId or lineUserId'],
    ['nothing', '', 'The file is empty'],
    ['an open quote', 'friendId\n"x\n', 'The file is not CSV'],
  ])('a file with %s is refused at once, and nothing is stored', async (_what, csv, message) => {
    const before = await OperationModel.countDocuments();
    const { status, body } = await upload(csv);
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
    expect(await OperationModel.countDocuments()).toBe(before);
  });

  test('a file in another encoding is refused at once, with its line', async () => {
    const { status, body } = await upload(new Uint8Array([...Buffer.from('friendId\n'), 0xa5, 0x78, 0xa5, 0x5f, 0x0a]));
    expect(status).toBe(400);
    expect(body.error.message).toContain('Line 2 is not UTF-8. It may be BIG5');
  });

  test('a body that is no CSV is refused', async () => {
    expect((await upload('{}', '', 'text/plain')).status).toBe(400);
  });

  test('a file larger than a page is worked off in pages, and its file goes when it is over', async () => {
    const friends = await Promise.all(Array.from({ length: 12 }, () => storeFriend()));
    const rows = Array.from({ length: 1_500 }, (_, index) => `${friends[index % 12]?._id},${index}`);
    const { body } = await upload(`friendId,attribute.size\n${rows.join('\n')}\n`);
    await run(body.id);
    expect(await read(body.id)).toMatchObject({ state: 'done', total: 1_500, done: 1_500 });
    expect(await attributesOf(friends[3]?._id ?? '')).toEqual({ size: 1_491 });
    expect(await readFile(`operations/${body.id}`)).not.toBeNull();
    await product.app.sweep();
    expect(await readFile(`operations/${body.id}`)).toBeNull();
  });
});

describe('importing followers', () => {
  const start = async () => (await product.api('POST', '/api/v1/friends/import-followers')).body.id;

  test('everybody who follows becomes a friend once, and goes on where LINE says', async () => {
    const people = await Promise.all(
      Array.from({ length: 3 }, (_, index) => product.control.addPerson({ displayName: `Follower ${index}` })),
    );
    for (const { userId } of people) await product.control.follow({ channelId: CHANNEL_ID, userId });
    const id = await start();
    await run(id);
    expect(await read(id)).toMatchObject({ state: 'done', result: { found: people.length } });
    const stored = await FriendModel.find({ lineUserId: { $in: people.map(({ userId }) => userId) } }).lean();
    expect(stored).toHaveLength(3);
    expect(stored.every(({ profileDueAt, outbox }) => profileDueAt !== null && outbox.length === 0)).toBe(true);
    const again = await start();
    await run(again);
    expect(await read(again)).toMatchObject({ state: 'done', result: { added: 0 } });
  });

  test('an account that LINE does not verify is told so, at once', async () => {
    const given = { channelSecret: CHANNEL_SECRET, accessToken: 'access-token-of-the-first-channel' };
    await product.control.addBot({ channelId: CHANNEL_ID, ...given, verified: false });
    const id = await start();
    await run(id);
    expect(await read(id)).toMatchObject({
      state: 'failed',
      reason: `LINE lists the followers of verified accounts only; channel ${CHANNEL_ID} is none.`,
    });
    await product.control.addBot({ channelId: CHANNEL_ID, ...given, verified: true });
  });
});

describe('exports', () => {
  const get = async (path: string, key = API_KEY) => {
    const answer = await fetch(`${product.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  test('friends come as CSV that can be imported again, with formulas escaped', async () => {
    const friend = await storeFriend({ displayName: '=cmd()', attributes: { size: 3 } });
    const { type, text } = await get('/exports/friends.csv');
    expect(type).toContain('text/csv');
    expect(text).toContain(`'=cmd()`);
    await product.api('PATCH', `/api/v1/friends/${friend._id}/attributes`, { attributes: { size: 5 } });
    const imported = await importFile(text, '?skipErrors=true');
    expect(imported).toMatchObject({ state: 'done', failed: 0 });
    expect(await attributesOf(friend._id)).toEqual({ size: 3 });
  });

  test.each(['friends', 'tags', 'ledger', 'messages', 'clicks'])('%s come as CSV and NDJSON', async (name) => {
    expect((await get(`/exports/${name}.csv`)).text).toMatch(/friendId/);
    const { status, type } = await get(`/exports/${name}.ndjson`);
    expect({ status, type }).toEqual({ status: 200, type: expect.stringContaining('application/x-ndjson') });
  });

  test('the ledger comes with who changed a tag, why, and what counted for nothing', async () => {
    const friend = await storeFriend();
    await product.api('POST', '/api/v1/tags', { tagId: 'told', name: 'Told', intensity: {} });
    const change = (body: object) => product.api('POST', `/api/v1/friends/${friend._id}/tags/told`, body);
    await change({ op: 'set', value: 2, reason: 'Counted by hand' });
    await change({ op: 'spend', amount: 9 });
    const rows = (await get('/exports/ledger.csv')).text.split('\r\n').filter((row) => row.includes(friend._id));
    expect(rows.find((row) => row.includes(',set,'))).toMatch(/keyId.*Counted by hand/);
    expect(rows.find((row) => row.includes(',spend,'))).toContain(',refused,');
  });

  test('another export is not known', async () => {
    expect((await get('/exports/secrets.csv')).status).toBe(404);
    expect((await get('/exports/secrets')).status).toBe(400);
  });

  test('everything about one friend comes as one file', async () => {
    const friend = await storeFriend({ displayName: 'Curious rider' });
    await product.api('POST', `/api/v1/friends/${friend._id}/notes`, { text: 'Asked for their data' });
    const { text } = await get(`/friends/${friend._id}/export.ndjson`);
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ holding }) => holding)).toEqual(['friend', 'audit', 'audit', 'notes']);
  });
});

/** Runs an operation in a worker that is killed in the middle of the given piece, and starts another one. */
async function runKilledAt(piece: number, operationId: string) {
  let pieces = 0;
  const dying = operations.map((one) => ({
    ...one,
    step: async (...given: Parameters<typeof one.step>) => {
      pieces += 1;
      if (pieces === piece) await new Promise<never>(() => {});
      return one.step(...given);
    },
  }));
  // What a killed worker leaves: pieces done, and the operation marked as running until its time is over.
  void runOperation(product.app.ctx, dying, { operationId });
  await eventually(() => expect(pieces).toBe(piece));
  await LeaseModel.deleteOne({ _id: `operations/${operationId}` });
  await OperationModel.updateOne({ _id: operationId }, { $set: { dueAt: new Date(Date.now() - 10_000) } });
  await product.restart(['server', 'worker']);
}

test('an import whose process was killed goes on in the next one, and counts each row once', async () => {
  const friends = await Promise.all(Array.from({ length: 700 }, () => storeFriend()));
  const { body } = await upload(`friendId,attribute.size\n${friends.map(({ _id }) => `${_id},9`).join('\n')}\n`);
  await runKilledAt(3, body.id);
  await eventually(async () => {
    expect(await read(body.id)).toMatchObject({ state: 'done', total: 700, done: 700, failed: 0 });
  });
  expect(await FriendModel.countDocuments({ 'attributes.size': 9 })).toBe(700);
});

test('an import of followers whose process was killed goes on at the page where it was, and adds each once', async () => {
  await product.restart(['server']);
  const people = Array.from({ length: 2_100 }, (_, index) => ({ displayName: `Follower ${index}` }));
  const userIds = (await product.control.addPeople(people)).map(({ userId }) => userId);
  await product.control.befriend({ channelId: CHANNEL_ID, userIds });
  const { body } = await product.api('POST', '/api/v1/friends/import-followers');
  const calls = async () => {
    const counts = await product.control.calls({ channelId: CHANNEL_ID });
    return counts.find(({ endpoint }) => endpoint === 'GET /v2/bot/followers/ids')?.byStatus['200'] ?? 0;
  };
  const before = await calls();
  await runKilledAt(2, body.id);
  const operation = await eventually(async () => {
    const found = await read(body.id);
    expect(found).toMatchObject({ state: 'done', failed: 0 });
    return found;
  });
  expect(operation.done).toBe(operation.result.found);
  expect(await FriendModel.countDocuments({ lineUserId: { $in: userIds } })).toBe(2_100);
  expect((await calls()) - before).toBe(3);
});
