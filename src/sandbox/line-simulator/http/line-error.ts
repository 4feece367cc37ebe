import type { JsonObject } from '../json.js';

export interface ErrorDetail {
  message: string;
  property?: string | undefined;
}

/** An answer of LINE's that is no success: status, body and extra headers. */
export class LineError extends Error {
  readonly body: JsonObject;

  constructor(
    readonly status: number,
    message: string,
    details?: ErrorDetail[],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.body = details ? { message, details } : { message };
  }
}

/** An OAuth error in RFC 6749's shape, as LINE's token endpoints answer. */
export class OAuthError extends LineError {
  override readonly body: JsonObject;

  constructor(status: number, error: string, description: string) {
    super(status, description);
    this.body = { error, error_description: description };
  }
}

/** A field of the wrong type, or an ID that is not shaped like one. */
export function invalidProperty(property: string): LineError {
  return new LineError(400, `The property, '${property}', in the request body is invalid (line: -, column: -)`);
}

/** A path or query parameter with an unusable value. */
export function invalidParameter(name: string): LineError {
  return new LineError(400, `The value for the '${name}' parameter is invalid`);
}

/** One or more fields that break a rule. */
export function fieldErrors(details: ErrorDetail[]): LineError {
  return new LineError(400, `The request body has ${details.length} error(s)`, details);
}

export const notFound = (): LineError => new LineError(404, 'Not found');
export const RATE_LIMITED = 'The API rate limit has been exceeded. Try again later.';
export const QUOTA_REACHED = 'You have reached your monthly limit.';
export const UNAUTHENTICATED =
  'Authentication failed. Confirm that the access token in the authorization header is valid.';
