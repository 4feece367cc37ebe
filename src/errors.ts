/** Every error code that leaves the server, with when it is used. docs/api/errors.md lists the same codes. */
export const ERROR_CODES = {
  invalid_input: 'A value in the request or in a data file is not allowed; the message names it.',
  invalid_json: 'The request body is not JSON.',
  invalid_signature: 'The x-line-signature header does not match the body and the channel secret.',
  too_large: 'The request body is larger than the route allows.',
  unauthorized: 'No API key was sent and nobody is signed in, or the key, session, password or code is not right.',
  code_needed: 'The password is right, and a code of the authenticator is needed beside it.',
  forbidden: 'The API key, or the role of whoever is signed in, does not allow this.',
  not_found: 'Nothing exists under this id or path.',
  conflict: 'The thing exists already, or its state does not allow this.',
  too_many_tries: 'Something was tried too often within a time; the message says what, try again later.',
  too_many_streams: 'As many streams are open as may be; close some, or try again later.',
  insufficient_points: 'The friend has fewer points than are to be spent; the message names both.',
  store_unavailable: 'The database does not answer; nothing was accepted, try again.',
  provider_unavailable: 'The provider of sign-ins does not answer; try again, or sign in by password.',
  line_rejected: 'LINE refused the call; details carry what LINE said.',
  line_unavailable: 'LINE did not answer in time; try again.',
  internal: 'Something failed on our side; the request id finds it in the log.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The one family of errors: a code for machines, a sentence for the caller, a cause for us. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: unknown,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A value is not allowed. The message names the value and what is allowed. */
export class InvalidInputError extends AppError {
  declare readonly code: Extract<ErrorCode, `invalid_${string}`>;
}

/** Whoever acts may not do this. It is written to the audit log, with what it was about. */
export class ForbiddenError extends AppError {
  constructor(
    message: string,
    readonly subject?: { kind: string; id: string },
  ) {
    super('forbidden', message);
  }
}

/** Something was tried too often; after `waitMs` it may be tried again, which the answer says in Retry-After too. */
export class TooManyTriesError extends AppError {
  constructor(
    message: string,
    readonly waitMs: number,
  ) {
    super('too_many_tries', message);
  }
}

/** Nothing exists under this id. */
export class NotFoundError extends AppError {
  constructor(thing: string, id: string) {
    super('not_found', `There is no ${thing} ${JSON.stringify(id)}.`);
  }
}

/** The thing exists already, or its state does not allow the change. */
export class ConflictError extends AppError {
  constructor(message: string, details?: unknown) {
    super('conflict', message, details);
  }
}
