import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { z } from 'zod';
import {
  AppError,
  ConflictError,
  ERROR_CODES,
  InvalidInputError,
  NotFoundError,
  TooManyTriesError,
  type ErrorCode,
} from '../../../src/errors.js';
import { errorMiddleware } from '../../../src/infra/http/errors.js';
import type { Logger } from '../../../src/infra/logger.js';

let server: Server;
let thrown: unknown;
const logged: Record<string, unknown>[] = [];

beforeAll(async () => {
  const app = express();
  app.use(express.json({ limit: 100 }));
  app.post('/friends/:id', () => {
    throw thrown;
  });
  app.use(
    errorMiddleware({ error: (fields: Record<string, unknown>) => void logged.push(fields) } as unknown as Logger),
  );
  await new Promise<void>((resolve) => {
    server = app.listen(0, '127.0.0.1', () => resolve());
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => void logged.splice(0));

function send(body: string): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  const headers = { 'content-type': 'application/json' };
  return fetch(`http://127.0.0.1:${port}/friends/1`, { method: 'POST', headers, body });
}
async function post(body = '{}'): Promise<{ status: number; body: unknown }> {
  const answer = await send(body);
  return { status: answer.status, body: await answer.json() };
}
const answerTo = (error: unknown) => {
  thrown = error;
  return post();
};

describe('an error becomes one answer', () => {
  const statuses: Record<ErrorCode, number> = {
    invalid_input: 400,
    invalid_json: 400,
    invalid_signature: 401,
    too_large: 413,
    unauthorized: 401,
    code_needed: 401,
    forbidden: 403,
    not_found: 404,
    conflict: 409,
    too_many_tries: 429,
    too_many_streams: 429,
    insufficient_points: 409,
    store_unavailable: 503,
    provider_unavailable: 503,
    line_rejected: 502,
    line_unavailable: 503,
    internal: 500,
  };

  test.each(Object.entries(statuses))('of the code %s with status %i', async (code, status) => {
    expect(await answerTo(new AppError(code as ErrorCode, 'What happened.'))).toEqual({
      status,
      body: { error: { code, message: 'What happened.' } },
    });
    expect(logged).toHaveLength(status >= 500 ? 1 : 0);
  });

  test('for every code that there is', () => {
    expect(Object.keys(statuses).toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted());
  });

  test.each([
    [
      'with details',
      new InvalidInputError('invalid_input', 'Too long.', { field: 'name' }),
      { code: 'invalid_input', message: 'Too long.', details: { field: 'name' } },
    ],
    [
      'that names what is missing',
      new NotFoundError('friend', '01"X'),
      { code: 'not_found', message: 'There is no friend "01\\"X".' },
    ],
    [
      'that names the conflict',
      new ConflictError('Tag hot exists already.'),
      { code: 'conflict', message: 'Tag hot exists already.' },
    ],
  ])('%s', async (_what, error, expected) => {
    expect((await answerTo(error)).body).toEqual({ error: expected });
  });

  test('that says in Retry-After when something may be tried again, in whole seconds', async () => {
    thrown = new TooManyTriesError('Too many tries.', 90_500);
    const answer = await send('{}');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '91']);
  });

  test('that names the first field which is not allowed, and lists them all', async () => {
    const shape = z.object({ tag: z.object({ weight: z.number().max(9, 'must be at most 9') }), name: z.string() });
    const { error } = shape.safeParse({ tag: { weight: 10 } });
    expect(await answerTo(error)).toEqual({
      status: 400,
      body: {
        error: {
          code: 'invalid_input',
          message: 'tag.weight: must be at most 9.',
          details: [
            { path: 'tag.weight', message: 'must be at most 9' },
            { path: 'name', message: 'Invalid input: expected string, received undefined' },
          ],
        },
      },
    });
  });

  test.each([
    ['an error nobody foresaw', new Error('password of the database is hunter2')],
    ['something that is no error', 'words of a friend'],
  ])('that tells nothing of the inside: %s', async (_what, error) => {
    expect(await answerTo(error)).toEqual({
      status: 500,
      body: { error: { code: 'internal', message: 'Something failed on our side.' } },
    });
    expect(logged).toMatchObject([{ err: error, path: '/friends/:id' }]);
  });
});

describe('a body', () => {
  test('that is no JSON is named so', async () => {
    expect(await post('{"name":')).toEqual({
      status: 400,
      body: { error: { code: 'invalid_json', message: 'The request body is not JSON.' } },
    });
  });

  test('that is too large is named so', async () => {
    expect(await post(JSON.stringify({ name: 'x'.repeat(100) }))).toEqual({
      status: 413,
      body: { error: { code: 'too_large', message: 'The request body is larger than this route allows.' } },
    });
  });
});
