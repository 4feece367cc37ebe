import type { IncomingHttpHeaders } from 'node:http';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
export type HttpMethod = (typeof METHODS)[number];

/** A published limit: so many requests per window of milliseconds, per channel and endpoint. */
export interface Rate {
  count: number;
  perMs: number;
}

/** One request, after its route and channel are known. */
export interface Call {
  requestId: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** JSON value, URLSearchParams of a form, or nothing; see `Route.body`. */
  body: unknown;
  raw: Buffer;
  at: number;
}

/** A call that carries a valid channel access token. */
export interface ChannelCall extends Call {
  bot: Bot;
}

export interface Answer {
  status: number;
  /** A JSON value, or bytes. */
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
}

interface RouteBase {
  method: HttpMethod;
  /** Path template with `{name}` parameters; the bucket of its rate limit. */
  path: string;
  host: 'api' | 'data';
  /** Undefined: LINE states none. */
  rate: Rate | undefined;
  body: 'json' | 'form' | 'binary' | 'none';
  /** Whether X-Line-Retry-Key is understood. */
  takesRetryKey: boolean;
}

/** One endpoint. */
export type Route = RouteBase &
  (
    | { auth: 'channel'; handle: (sim: Simulator, call: ChannelCall) => Answer | Promise<Answer> }
    | { auth: 'none'; handle: (sim: Simulator, call: Call) => Answer | Promise<Answer> }
  );

const PER_SECOND = 1_000;
/** "Other API endpoints" of the rate limit table. */
export const OTHER_RATE: Rate = { count: 2_000, perMs: PER_SECOND };
export const perSecond = (count: number): Rate => ({ count, perMs: PER_SECOND });
export const perMinute = (count: number): Rate => ({ count, perMs: 60_000 });
export const perHour = (count: number): Rate => ({ count, perMs: 3_600_000 });

type ChannelHandler = (sim: Simulator, call: ChannelCall) => Answer | Promise<Answer>;
type RouteOptions = Partial<Pick<RouteBase, 'host' | 'rate' | 'body' | 'takesRetryKey'>>;

/** An endpoint that needs a channel access token; GET and DELETE have no body unless said otherwise. */
export function channelRoute(
  line: `${HttpMethod} /${string}`,
  handle: ChannelHandler,
  options: RouteOptions = {},
): Route {
  return { ...describe(line, options), auth: 'channel', handle };
}

/** An endpoint that checks its caller itself. */
export function openRoute(
  line: `${HttpMethod} /${string}`,
  handle: (sim: Simulator, call: Call) => Answer | Promise<Answer>,
  options: RouteOptions = {},
): Route {
  return { ...describe(line, options), auth: 'none', handle };
}

export const ok = (body: unknown = {}): Answer => ({ status: 200, body });
export const accepted = (body: unknown = {}): Answer => ({ status: 202, body });

function describe(line: `${HttpMethod} /${string}`, options: RouteOptions): RouteBase {
  const [, path = ''] = line.split(' ');
  const method = METHODS.find((name) => line.startsWith(name)) ?? 'GET';
  const body = method === 'GET' || method === 'DELETE' ? 'none' : 'json';
  return { method, path, host: 'api', rate: OTHER_RATE, body, takesRetryKey: false, ...options };
}
