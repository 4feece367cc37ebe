import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Context } from '../../src/context.js';
import { defineOperation, type OperationStep } from '../../src/edges.js';
import { ConflictError } from '../../src/errors.js';
import { LeaseModel } from '../../src/infra/mongo/lease.js';
import { runOperation, startOperation, sweeps } from '../../src/operations/index.js';
import { OperationErrorModel, OperationModel } from '../../src/operations/operation.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';

let product: TestApp;
let ctx: Context;
let now: Date;
let woken: { job: string; payload: object; delayMs: number }[];

beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
});
afterAll(() => product.close());
beforeEach(() => {
  now = new Date('2026-03-01T02:00:00Z');
  woken = [];
  ctx = {
    ...product.app.ctx,
    actor: { kind: 'apiKey', keyId: 'key-1', scopes: ['admin'] },
    clock: { now: () => now },
    wake: (job, payloads, { delayMs = 0 } = {}) => {
      woken.push(...payloads.map((payload) => ({ job, payload, delayMs })));
    },
  };
});

const passHours = (hours: number) => {
  now = new Date(now.getTime() + hours * 3_600_000);
};

/** Counts to `size`, three at a time; `onStep` may look or interfere. */
const counting = (onStep: (cursor: string | null, actor: string) => Promise<void> | void = () => {}) =>
  defineOperation({
    kind: 'test.counting',
    input: z.object({ size: z.number(), faulty: z.array(z.number()).default([]) }),
    step: async (ctx, { cursor, input: { size, faulty } }): Promise<OperationStep> => {
      await onStep(cursor, ctx.actor.kind);
      const from = Number(cursor ?? 0);
      const to = Math.min(size, from + 3);
      const numbers = Array.from({ length: to - from }, (_, index) => from + index);
      const failing = numbers.filter((number) => faulty.includes(number));
      return {
        cursor: String(to),
        isDone: to === size,
        done: numbers.length - failing.length,
        failed: failing.length,
        total: size,
        errors: failing.map((number) => ({ row: number, subject: `number ${number}`, reason: 'is faulty' })),
        result: { counted: to },
      };
    },
    undo: {
      withinHours: 24,
      step: async (_ctx, { input: { size } }) => ({ cursor: null, isDone: true, done: size }),
    },
  });

const start = (input: object) => startOperation(ctx, { channelId: CHANNEL_ID, kind: 'test.counting', input });
const run = (operationId: string, definition = counting()) => runOperation(ctx, [definition], { operationId });
const read = async (id: string) => (await product.api('GET', `/api/v1/operations/${id}`)).body;

test('an operation runs piece by piece as who started it, and says what it did and what it could not do', async () => {
  const actors: string[] = [];
  const { _id: id } = await start({ size: 8, faulty: [2, 7] });
  expect(woken).toMatchObject([{ job: 'operations.run', payload: { operationId: id } }]);
  expect(await read(id)).toMatchObject({ state: 'queued', done: 0 });
  await run(
    id,
    counting((_cursor, actor) => void actors.push(actor)),
  );
  expect(actors).toEqual(['apiKey', 'apiKey', 'apiKey']);
  expect(await read(id)).toMatchObject({
    state: 'done',
    total: 8,
    done: 6,
    failed: 2,
    result: { counted: 8 },
    errors: { count: 2, isCut: false },
    startedBy: { kind: 'apiKey', id: 'key-1' },
    finishedAt: now.toISOString(),
  });
  const { status, body } = await product.api('GET', `/api/v1/operations/${id}/errors.csv`);
  expect(status).toBe(200);
  expect(body.replace('\ufeff', '')).toBe('row,subject,reason\r\n2,number 2,is faulty\r\n7,number 7,is faulty\r\n');
});

test('an operation that ran already does nothing when it is run again', async () => {
  const { _id: id } = await start({ size: 2 });
  await run(id);
  const before = await read(id);
  await run(
    id,
    counting(() => {
      throw new Error('ran again');
    }),
  );
  expect(await read(id)).toEqual(before);
});

test('a worker that dies in a piece is followed by another one at the same place, and the piece counts once', async () => {
  const { _id: id } = await start({ size: 6, faulty: [4] });
  const cursors: (string | null)[] = [];
  let isFirst = true;
  const dying = counting(async (cursor) => {
    cursors.push(cursor);
    if (cursor !== '3' || !isFirst) return;
    isFirst = false;
    // Another worker does the whole piece while this one is stuck; what this one writes then no longer holds.
    await LeaseModel.deleteOne({ _id: `operations/${id}` });
    await run(
      id,
      counting((at) => void cursors.push(at)),
    );
  });
  await run(id, dying);
  expect(cursors).toEqual([null, '3', '3']);
  expect(await read(id)).toMatchObject({ state: 'done', done: 5, failed: 1, errors: { count: 1 } });
  expect(await OperationErrorModel.countDocuments({ operationId: id })).toBe(1);
});

test('a piece that fails is tried again later, and then the operation goes on', async () => {
  const { _id: id } = await start({ size: 3 });
  let failures = 2;
  const flaky = counting(() => {
    failures -= 1;
    if (failures >= 0) throw new Error('store away');
  });
  await run(id, flaky);
  expect(await read(id)).toMatchObject({ state: 'running', done: 0 });
  expect(woken.at(-1)).toMatchObject({ payload: { operationId: id }, delayMs: 1_000 });
  await run(id, flaky);
  expect(failures).toBe(1);
  passHours(1);
  await run(id, flaky);
  passHours(1);
  await run(id, flaky);
  expect(await read(id)).toMatchObject({ state: 'done', done: 3 });
});

test('an operation whose piece keeps failing ends, without telling what our machinery said', async () => {
  const { _id: id } = await start({ size: 3 });
  const broken = counting(() => {
    throw new Error('secret of the machine');
  });
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await run(id, broken);
    passHours(1);
  }
  const { state, reason } = await read(id);
  expect(state).toBe('failed');
  expect(reason).not.toContain('secret');
});

test('an operation ends at once on what no repetition cures, with the reason', async () => {
  const { _id: id } = await start({ size: 3 });
  await run(
    id,
    counting(() => {
      throw new ConflictError('The tag is gone.');
    }),
  );
  expect(await read(id)).toMatchObject({ state: 'failed', reason: 'The tag is gone.' });
  const { _id: wrong } = await start({ size: 'many' });
  await run(wrong);
  expect(await read(wrong)).toMatchObject({ state: 'failed' });
});

test('an operation of a kind that this version does not know fails and says so', async () => {
  const { _id: id } = await startOperation(ctx, { channelId: CHANNEL_ID, kind: 'gone', input: {} });
  await run(id);
  expect((await read(id)).reason).toContain('gone');
});

test('cancelling stops an operation after the present piece; cancelling twice is harmless, after the end it is refused', async () => {
  const { _id: id } = await start({ size: 9 });
  await run(
    id,
    counting(async (cursor) => {
      if (cursor === '3') await product.api('POST', `/api/v1/operations/${id}/cancel`);
    }),
  );
  expect(await read(id)).toMatchObject({ state: 'cancelled', done: 3 });
  expect((await product.api('POST', `/api/v1/operations/${id}/cancel`)).status).toBe(200);
  const { _id: done } = await start({ size: 1 });
  await run(done);
  const refused = await product.api('POST', `/api/v1/operations/${done}/cancel`);
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
});

test('an operation can be undone within its hours, once, and not after', async () => {
  now = new Date();
  const { _id: id } = await start({ size: 5 });
  await run(id);
  expect((await product.api('POST', `/api/v1/operations/${id}/undo`)).body.state).toBe('undoing');
  expect((await product.api('POST', `/api/v1/operations/${id}/undo`)).body.state).toBe('undoing');
  await run(id);
  expect(await read(id)).toMatchObject({ state: 'undone', done: 5, undone: 5, canUndoUntil: null });
  expect((await product.api('POST', `/api/v1/operations/${id}/undo`)).body.state).toBe('undone');

  now = new Date(Date.now() - 25 * 3_600_000);
  const { _id: old } = await start({ size: 5 });
  await run(old);
  const refused = await product.api('POST', `/api/v1/operations/${old}/undo`);
  expect(refused.status).toBe(409);
  expect(refused.body.error.message).toContain('that was possible until');
});

test('an operation that offers no undoing says so', async () => {
  const { undo: _undo, ...rest } = counting();
  const { _id: id } = await start({ size: 1 });
  await run(id, { ...rest, undo: null });
  const refused = await product.api('POST', `/api/v1/operations/${id}/undo`);
  expect(refused.status).toBe(409);
  expect(refused.body.error.message).toContain('no undoing');
});

test('a lost wake-up is found by the sweep, and a start for the same cause starts once', async () => {
  const given = { cause: 'import 1', channelId: CHANNEL_ID, kind: 'test.counting', input: { size: 1 } };
  const { _id: id } = await startOperation(ctx, given);
  expect((await startOperation(ctx, given))._id).toBe(id);
  expect(await OperationModel.countDocuments({ cause: 'import 1' })).toBe(1);
  woken = [];
  passHours(1);
  for (const sweep of sweeps) await sweep.run(ctx);
  expect(woken).toContainEqual({ job: 'operations.run', payload: { operationId: id }, delayMs: 0 });
  await run(id);
  woken = [];
  for (const sweep of sweeps) await sweep.run(ctx);
  expect(woken.filter(({ payload }) => 'operationId' in payload && payload.operationId === id)).toEqual([]);
});

test('at most 10,000 errors are kept, and the error file says that there were more', async () => {
  const noisy = defineOperation({
    kind: 'test.counting',
    input: z.object({}),
    step: async (_ctx, { cursor }) => ({
      cursor: 'second',
      isDone: cursor === 'second',
      done: 0,
      failed: 6_000,
      errors: Array.from({ length: 6_000 }, (_, row) => ({ row, subject: 'x', reason: 'y' })),
    }),
  });
  const { _id: id } = await start({});
  await run(id, noisy);
  expect(await read(id)).toMatchObject({ state: 'done', failed: 12_000, errors: { count: 10_000, isCut: true } });
  const { body } = await product.api('GET', `/api/v1/operations/${id}/errors.csv`);
  expect(body.trim().split('\r\n')).toHaveLength(10_002);
  expect(body).toContain('There were more');
});

test('operations are listed newest first, a page at a time', async () => {
  const { _id: first } = await start({ size: 1 });
  const { _id: second } = await start({ size: 1 });
  const page = await product.api('GET', '/api/v1/operations?limit=1&kind=test.counting');
  expect(page.body).toMatchObject({ operations: [{ id: second }], next: second });
  const next = await product.api('GET', `/api/v1/operations?limit=1&after=${page.body.next}`);
  expect(next.body.operations).toMatchObject([{ id: first }]);
});
