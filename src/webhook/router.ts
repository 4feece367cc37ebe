import express, { type Router } from 'express';
import { findWebhookSecrets } from '../channels/index.js';
import type { Context } from '../context.js';
import { AppError, InvalidInputError, NotFoundError } from '../errors.js';
import { hasValidSignature } from '../line/signature.js';
import { WebhookBody } from '../line/webhook-events.js';
import type { StoreEvents } from './intake.js';

const BODY_MAX = '1mb';
// Written as it is: an ETag and a second write to the socket for every webhook would be for nobody.
const ANSWER = '{}';
const ANSWER_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'content-length': ANSWER.length };

/** LINE's way in. Signed by LINE instead of an API key; mounted before any body parser, because the signature is on raw bytes. */
export function createWebhookRouter(ctx: Context, store: StoreEvents): Router {
  const router = express.Router();
  router.post('/webhook/:channelId', express.raw({ type: () => true, limit: BODY_MAX }), async (req, res) => {
    const { channelId } = req.params;
    const secrets = /^\d{1,20}$/.test(channelId) ? await readSecrets(ctx, channelId) : null;
    if (!secrets) throw new NotFoundError('channel', channelId.slice(0, 40));
    const rawBody: unknown = req.body;
    const bytes = Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
    if (!hasValidSignature(bytes, req.get('x-line-signature'), secrets)) {
      throw new AppError('invalid_signature', 'The x-line-signature header does not fit this body.');
    }
    await store(channelId, readEvents(bytes));
    res.writeHead(200, ANSWER_HEADERS).end(ANSWER);
  });
  return router;
}

/** Without the database nobody's signature can be checked: LINE is asked to deliver again. */
async function readSecrets(ctx: Context, channelId: string): Promise<string[] | null> {
  try {
    return await findWebhookSecrets(ctx, channelId);
  } catch (cause) {
    throw new AppError('store_unavailable', 'The channel could not be read; deliver again.', undefined, { cause });
  }
}

function readEvents(bytes: Buffer): unknown[] {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new AppError('invalid_json', 'The body is not JSON.', undefined, { cause });
  }
  const parsed = WebhookBody.safeParse(body);
  if (!parsed.success)
    throw new InvalidInputError('invalid_input', 'The body must be an object with an array named events.');
  return parsed.data.events;
}
