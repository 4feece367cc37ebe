/** What the server refused, in its own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: unknown,
  ) {
    super(message);
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  /** Parts of the query; those that are undefined or null are left out. */
  query?: Record<string, QueryValue>;
  /** Sent as JSON; a file as its bytes. */
  body?: object;
  signal?: AbortSignal;
}

let csrfToken = '';

/** Changes carry the token of the session from now on. */
export function useToken(token: string): void {
  csrfToken = token;
}

/** Asks the server; the path is below `/api/v1`. ApiError when it refuses or cannot be reached. */
export async function request<Answer>(
  method: Method,
  path: string,
  { query = {}, body, signal }: RequestOptions = {},
): Promise<Answer> {
  const response = await fetch(`/api/v1${path}${queryOf(query)}`, {
    method,
    signal,
    headers: {
      ...(body ? { 'content-type': body instanceof Blob ? body.type : 'application/json' } : {}),
      ...(method === 'GET' ? {} : { 'x-csrf-token': csrfToken }),
    },
    ...(body ? { body: body instanceof Blob ? body : JSON.stringify(body) } : {}),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.', undefined);
  });
  if (response.status === 204) return undefined as Answer;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as Answer;
  const { code = 'unknown', message = response.statusText, details } = (answer as Refusal | null)?.error ?? {};
  throw new ApiError(response.status, code, message, details);
}

interface Refusal {
  error?: { code: string; message: string; details?: unknown };
}

function queryOf(query: Record<string, QueryValue>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
