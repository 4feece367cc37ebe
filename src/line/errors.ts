/** A field that LINE refused, as LINE names it. */
export interface LineErrorDetail {
  message?: string;
  property?: string;
}

interface LineAnswer {
  status?: number;
  requestId?: string;
  details?: LineErrorDetail[];
}

/** What went wrong between us and LINE. Each subclass says what may be done next. */
export abstract class LineError extends Error {
  abstract readonly kind: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly details: LineErrorDetail[];

  constructor(message: string, answer: LineAnswer = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.status = answer.status;
    this.requestId = answer.requestId;
    this.details = answer.details ?? [];
  }
}

/** 429 for rate: nothing was sent; wait and repeat with the same retry key, no attempt spent. */
export class LineRateLimitError extends LineError {
  readonly kind = 'rateLimit';
}

/** 429 for the monthly limit: nothing was sent and nothing will be until the quota grows; stop. */
export class LineMonthlyLimitError extends LineError {
  readonly kind = 'monthlyLimit';
}

/** 401 or 403: the channel access token is wrong, expired, or lacks the plan. */
export class LineAuthError extends LineError {
  readonly kind = 'auth';
}

/** 404 or 410: the friend, menu or content does not exist (any more). */
export class LineNotFoundError extends LineError {
  readonly kind = 'notFound';
}

/** Another 4xx: this request will never be accepted; `details` name the fields. */
export class LineInvalidError extends LineError {
  readonly kind = 'invalid';
}

/** LINE answered 5xx, or was never reached: nothing was sent; repeat with the same retry key. */
export class LineUnavailableError extends LineError {
  readonly kind = 'unavailable';
}

/** The request left and no answer came: it may or may not have been accepted. Only the same retry key or token is safe. */
export class LineAmbiguousError extends LineError {
  readonly kind = 'ambiguous';
}

const TOO_FEW_FRIENDS_TEXT = 'does not have enough friends'; // LINE's 403 for a narrowcast by attributes
const MONTHLY_LIMIT_TEXT = 'monthly limit'; // LINE: "You have reached your monthly limit."

/** The error class for an HTTP answer of LINE that is not a success. */
export function errorFromAnswer(
  status: number,
  body: string,
  requestId: string | undefined,
  cause: unknown,
): LineError {
  const { message, details } = parseBody(body);
  const answer = { status, requestId, details };
  const text = `LINE answered ${status}: ${message}`;
  if (status === 429) {
    return message.includes(MONTHLY_LIMIT_TEXT)
      ? new LineMonthlyLimitError(text, answer, { cause })
      : new LineRateLimitError(text, answer, { cause });
  }
  if (status === 403 && message.includes(TOO_FEW_FRIENDS_TEXT)) return new LineInvalidError(text, answer, { cause });
  if (status === 401 || status === 403) return new LineAuthError(text, answer, { cause });
  if (status === 404 || status === 410) return new LineNotFoundError(text, answer, { cause });
  if (status >= 500) return new LineUnavailableError(text, answer, { cause });
  return new LineInvalidError(text, answer, { cause });
}

const NEVER_REACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The error class for a request that brought no answer. */
export function errorFromNetwork(error: unknown): LineError {
  // Read by shape: an error of fetch is not always an instance of this realm's Error.
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: { code?: unknown } | null };
  const code = typeof cause?.code === 'string' ? cause.code : '';
  if (NEVER_REACHED.has(code))
    return new LineUnavailableError(`LINE could not be reached (${code}).`, {}, { cause: error });
  const reason = typeof name === 'string' ? name : 'unknown';
  return new LineAmbiguousError(`LINE gave no answer (${code || reason}).`, {}, { cause: error });
}

function parseBody(body: string): { message: string; details: LineErrorDetail[] } {
  try {
    const parsed: unknown = JSON.parse(body);
    if (parsed === null || typeof parsed !== 'object') return { message: 'no message', details: [] };
    const message = 'message' in parsed && typeof parsed.message === 'string' ? parsed.message : 'no message';
    const details = 'details' in parsed && Array.isArray(parsed.details) ? parsed.details.filter(isDetail) : [];
    return { message, details };
  } catch {
    return { message: 'no JSON body', details: [] };
  }
}

const isDetail = (given: unknown): given is LineErrorDetail => typeof given === 'object' && given !== null;
