import type { IncomingMessage, ServerResponse } from 'node:http';
import { waitReally } from '../clock.js';
import type { Fault } from '../guards/faults.js';
import { UUID } from '../ids.js';
import { asText, isObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import { authenticate } from './authenticate.js';
import { LineError, QUOTA_REACHED, RATE_LIMITED, notFound } from './line-error.js';
import { parseBody, readBytes } from './request-body.js';
import type { Answer, Call } from './route.js';
import type { Match, Router } from './router.js';

/** Which origin a request came to; one port may serve both. */
export type Surface = 'api' | 'data' | 'both';

/** How long `acceptThenTimeout` keeps a connection open without a word, unless the fault says otherwise. */
const SILENCE_MS = 60_000;

/** Answers one request of LINE's API. */
export async function dispatch(
  sim: Simulator,
  router: Router,
  surface: Surface,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const requestId = sim.ids.request();
  const [path = '/', search = ''] = (req.url ?? '/').split('?', 2);
  const match = router.find(req.method ?? 'GET', path);
  const isHere = match && (surface === 'both' || surface === match.route.host);
  if (!isHere) {
    req.resume();
    send(res, requestId, refusal(notFound()));
    return;
  }
  const call: Call = {
    requestId,
    params: match.params,
    query: new URLSearchParams(search),
    headers: req.headers,
    body: undefined,
    raw: Buffer.alloc(0),
    at: sim.clock.now(),
  };
  await answer(sim, match, call, path, req, res);
}

async function answer(
  sim: Simulator,
  match: Match,
  call: Call,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { route } = match;
  const endpoint = `${route.method} ${route.path}`;
  let bot: Bot | undefined;
  let fault: Fault | undefined;
  let outcome: Answer;
  try {
    call.raw = await readBytes(req, route);
    call.at = sim.clock.now();
    if (route.auth === 'channel') bot = authenticate(sim, req.headers.authorization);
    fault = sim.faults.strike({ method: route.method, template: route.path, path, channelId: bot?.channelId });
    if (sim.faults.slowEveryMs > 0) await waitReally(sim.faults.slowEveryMs);
    if (fault) await sufferBefore(fault, res);
    if (res.destroyed) {
      sim.calls.record(bot?.channelId ?? '', endpoint, fault?.kind ?? 'reset', call.at);
      return;
    }
    if (bot && route.rate && !sim.buckets.take(bot.channelId, endpoint, route.rate, sim.clock.now())) {
      throw new LineError(429, RATE_LIMITED);
    }
    checkRetryKey(call, route.takesRetryKey);
    call.body = parseBody(call.raw, req.headers['content-type'], route);
    if (!bot && route.rate && !sim.buckets.take(clientOf(call.body), endpoint, route.rate, sim.clock.now())) {
      throw new LineError(429, RATE_LIMITED);
    }
    const handled = route.auth === 'channel' && bot ? route.handle(sim, { ...call, bot }) : runOpen(sim, match, call);
    outcome = handled instanceof Promise ? await handled : handled;
  } catch (cause) {
    outcome = refusal(cause);
    refuse(sim, call, endpoint, bot, outcome);
  }
  sim.calls.record(bot?.channelId ?? '', endpoint, outcome.status, call.at);
  if (bot) sim.callLog.record(bot.channelId, `${route.method} ${path}`, call, outcome);
  sim.tell?.({ kind: 'call', channelId: bot?.channelId ?? '', text: `${endpoint} ${outcome.status}` });
  if (route.method !== 'GET') sim.touch();
  if (fault && outcome.status < 300 && isSwallowed(sim, fault, call, res)) return;
  send(res, call.requestId, outcome);
}

function runOpen(sim: Simulator, match: Match, call: Call): Answer | Promise<Answer> {
  if (match.route.auth !== 'none') throw new Error(`${match.route.path} needs a channel`);
  return match.route.handle(sim, call);
}

/** Who asks for a token is the channel named in the form. */
function clientOf(body: unknown): string {
  return body instanceof URLSearchParams ? (body.get('client_id') ?? '') : '';
}

/** Only four endpoints understand a retry key; LINE answers 400 anywhere else, with a body it does not publish. */
function checkRetryKey(call: Call, takesRetryKey: boolean): void {
  const retryKey = call.headers['x-line-retry-key'];
  if (retryKey === undefined) return;
  if (!takesRetryKey) throw new LineError(400, 'The retry key is not supported by this API');
  if (!UUID.test(String(retryKey))) throw new LineError(400, 'The retry key is invalid');
}

async function sufferBefore(fault: Fault, res: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case 'rate':
      throw new LineError(429, RATE_LIMITED);
    case 'quota':
      throw new LineError(429, QUOTA_REACHED);
    case 'serverError':
      throw new LineError(fault.status ?? 500, 'Internal server error');
    case 'slow':
      await waitReally(fault.delayMs ?? 1_000);
      return;
    case 'reset':
    case 'down':
      res.destroy();
      return;
    case 'acceptThenTimeout':
    case 'acceptThenReset':
      return;
  }
}

/** Accepted, but the caller never learns of it. */
function isSwallowed(sim: Simulator, fault: Fault, call: Call, res: ServerResponse): boolean {
  if (fault.kind !== 'acceptThenReset' && fault.kind !== 'acceptThenTimeout') return false;
  const row = sim.ledger.find(call.requestId);
  if (row) row.isAnswered = false;
  if (fault.kind === 'acceptThenReset') res.destroy();
  else void waitReally(fault.delayMs ?? SILENCE_MS).then(() => res.destroy());
  return true;
}

function refuse(sim: Simulator, call: Call, endpoint: string, bot: Bot | undefined, outcome: Answer): void {
  const message = (isObject(outcome.body) ? asText(outcome.body['message']) : undefined) ?? '';
  const retryKey = call.headers['x-line-retry-key'];
  sim.ledger.refuse({
    requestId: call.requestId,
    channelId: bot?.channelId ?? '',
    endpoint,
    status: outcome.status,
    message,
    retryKey: typeof retryKey === 'string' ? retryKey : undefined,
    at: call.at,
  });
}

function refusal(cause: unknown): Answer {
  if (cause instanceof LineError) return { status: cause.status, body: cause.body, headers: cause.headers };
  console.error('line simulator failed while answering:', cause);
  return { status: 500, body: { message: 'Internal server error' } };
}

function send(res: ServerResponse, requestId: string, { status, body, contentType, headers }: Answer): void {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? '' : JSON.stringify(body));
  res.writeHead(status, {
    'x-line-request-id': requestId,
    'content-type': contentType ?? 'application/json',
    'content-length': bytes.length,
    ...headers,
  });
  res.end(bytes);
}
