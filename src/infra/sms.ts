import { createHmac } from 'node:crypto';
import { request } from 'undici';

const TIMEOUT_MS = 10_000;

/** A text message to a telephone, in E.164. The same id is the same message: a provider may have it twice after a time-out. */
export interface TextMessage {
  id: string;
  to: string;
  text: string;
}
/** Sends a text message; rejects when the provider did not take it. */
export type SendSms = (message: TextMessage) => Promise<void>;

/**
 * Hands text messages to the brand's provider: a POST of `{ id, to, text }` to `url`, with the HMAC-SHA256 of the body under
 * `secret` in base64 in the header x-lifeline-signature, as LINE signs its webhooks. Any 2xx is taken.
 */
export function createSmsSender({ url, secret }: { url: string; secret: string }): SendSms {
  return async (message) => {
    const body = JSON.stringify(message);
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    const headers = { 'content-type': 'application/json', 'x-lifeline-signature': signature };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await request(url, { method: 'POST', headers, body, signal }).catch((cause: unknown) => {
      throw new Error('The SMS provider did not answer.', { cause });
    });
    await answer.body.dump();
    if (answer.statusCode >= 300) throw new Error(`The SMS provider answered ${answer.statusCode}.`);
  };
}
