import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { UnknownError } from '../acts/act.js';
import type { Simulator } from '../simulator.js';
import { CONTROL_VERBS, runVerb } from './control.js';
import type { Verb } from './verb.js';

export const CONTROL_PREFIX = '/control';

/**
 * The control API over HTTP, on the api port:
 * `GET /control` lists the functions; `POST /control/<function>` runs one, its input as JSON (an object, a text, a
 * number, or nothing). 400 says what is wrong with the input, 404 that something does not exist.
 */
export async function handleControl(sim: Simulator, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const name = (req.url ?? '').split('?')[0]?.slice(CONTROL_PREFIX.length + 1) ?? '';
  if (name === '') return send(res, 200, { functions: Object.keys(CONTROL_VERBS) });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table's own keys are looked up by a caller's text
  const verb = (CONTROL_VERBS as Record<string, unknown>)[name] as Verb<z.ZodType, unknown> | undefined;
  if (!verb) return send(res, 404, { error: `There is no control function ${name}.` });
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  try {
    const text = Buffer.concat(chunks).toString();
    const result = await runVerb(sim, verb, text === '' ? undefined : JSON.parse(text));
    send(res, 200, result ?? null);
  } catch (cause) {
    send(res, cause instanceof UnknownError ? 404 : 400, { error: sentence(cause) });
  }
}

function sentence(cause: unknown): string {
  if (cause instanceof z.ZodError) return z.prettifyError(cause);
  return cause instanceof Error ? cause.message : String(cause);
}

function send(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
