import { expect, test } from '@jest/globals';
import type { NextFunction, Request, Response } from 'express';
import { pino } from 'pino';
import { AppError, ERROR_CODES, type ErrorCode } from '../../src/errors.js';
import { errorMiddleware } from '../../src/infra/http/errors.js';
import { readTable } from './table.js';

const codes = Object.keys(ERROR_CODES) as ErrorCode[];

test('the page of errors lists every code, with the status that it is answered with', async () => {
  const rows = await readTable('docs/api/errors.md', ['Code', 'Status', 'When', 'What to do']);
  expect(rows.map(([code, status]) => [code, Number(status)])).toEqual(codes.map((code) => [code, statusOf(code)]));
});

function statusOf(code: ErrorCode): number {
  let answered = 0;
  const res = { locals: {}, status: (status: number) => ((answered = status), res), json: () => res };
  const answer = errorMiddleware(pino({ level: 'silent' }));
  answer(new AppError(code, 'Refused.'), {} as Request, res as unknown as Response, (() => {}) as NextFunction);
  return answered;
}
