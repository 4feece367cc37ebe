import { createHmac } from 'node:crypto';
import { request } from 'undici';

const TIMEOUT_MS = 10_000;

/**
 * Posts JSON to somebody's server, with the HMAC-SHA256 of the body under `secret` in base64 in the header x-lifeline-signature, as LINE
 * signs its webhooks. Any 2xx is taken; else it rejects, calling the server `who`.
 */
export async function postSigned(
  { url, secret, who }: { url: string; secret: string; who: string },
  message: object,
): Promise<void> {
  const body = JSON.stringify(message);
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  const headers = { 'content-type': 'application/json', 'x-lifeline-signature': signature };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await request(url, { method: 'POST', headers, body, signal }).catch((cause: unknown) => {
    throw new Error(`${who} did not answer.`, { cause });
  });
  await answer.body.dump();
  if (answer.statusCode >= 300) throw new Error(`${who} answered ${answer.statusCode}.`);
}
