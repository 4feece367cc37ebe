import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { AppError, TooManyTriesError, type ErrorCode } from '../../errors.js';
import type { Logger } from '../logger.js';
import { meantIssues } from './meant-issues.js';

const STATUS: Record<ErrorCode, number> = {
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

/** The one place where errors become HTTP answers: `{ error: { code, message, details? } }`. */
export function errorMiddleware(
  log: Logger,
  translate: (error: unknown) => AppError | null = () => null,
): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error, req, res, _next) => {
    const known = translate(error) ?? toAppError(error);
    const status = STATUS[known.code];
    if (status >= 500)
      log.error(
        { err: error, path: req.route?.path ?? req.path, requestId: res.locals['requestId'] },
        'request failed',
      );
    // A file that was on its way is cut off, so that nobody takes the part for the whole.
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const { code, message, details } = known;
    if (known instanceof TooManyTriesError) res.set('retry-after', String(Math.ceil(known.waitMs / 1000)));
    res.status(status).json({ error: { code, message, ...(details === undefined ? {} : { details }) } });
  };
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) {
    const issues = meantIssues(error.issues).map(({ path, message }) => ({ path: path.join('.'), message }));
    const first = issues[0];
    return new AppError(
      'invalid_input',
      `${first?.path ? `${first.path}: ` : ''}${first?.message ?? 'not allowed'}.`,
      issues,
    );
  }
  if (isHttpError(error)) {
    if (error.status === 413) return new AppError('too_large', 'The request body is larger than this route allows.');
    if (error.type === 'entity.parse.failed') return new AppError('invalid_json', 'The request body is not JSON.');
    if (error.status < 500) return new AppError('invalid_input', 'The request could not be read.');
  }
  return new AppError('internal', 'Something failed on our side.');
}

function isHttpError(error: unknown): error is { status: number; type?: string } {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number';
}
