import { createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { WEBHOOK_ANSWER_MS } from '../limits.js';

const SOCKETS_MAX = 256;
const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_MAX });
const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS_MAX });

/** Why a webhook counts as failed, in LINE's words. */
export type FailureReason = 'could_not_connect' | 'request_timeout' | 'error_status_code' | 'unclassified';

export interface PostResult {
  /** 0 when no answer came. */
  status: number;
  reason: FailureReason | undefined;
  detail: string;
}

/** Base64 of the HMAC-SHA256 of the exact bytes, with the channel secret as its key. */
export function sign(body: Buffer, channelSecret: string): string {
  return createHmac('sha256', channelSecret).update(body).digest('base64');
}

/** Posts signed bytes to a bot server; never throws, and waits two real seconds for an answer. */
export async function postWebhook(url: string, body: Buffer, channelSecret: string): Promise<PostResult> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    'x-line-signature': sign(body, channelSecret),
    'user-agent': 'LineBotWebhook/2.0',
  };
  if (!URL.canParse(url)) return { status: 0, reason: 'could_not_connect', detail: `${url} is no URL` };
  const result = await attempt(url, headers, body);
  // An idle connection that the server had just closed says nothing about the server.
  return result.isStale ? attempt(url, headers, body) : result;
}

async function attempt(
  url: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<PostResult & { isStale: boolean }> {
  const isSecure = url.startsWith('https:');
  const send = isSecure ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const fail = (reason: FailureReason, detail: string, isStale = false) =>
      resolve({ status: 0, reason, detail, isStale });
    const req = send(url, { method: 'POST', headers, agent: isSecure ? httpsAgent : httpAgent }, (res) => {
      clearTimeout(timer);
      res.resume();
      const status = res.statusCode ?? 0;
      const isGood = status >= 200 && status < 300;
      resolve({ status, reason: isGood ? undefined : 'error_status_code', detail: String(status), isStale: false });
    });
    const timer = setTimeout(() => {
      fail('request_timeout', `no answer within ${WEBHOOK_ANSWER_MS} ms`);
      req.destroy();
    }, WEBHOOK_ANSWER_MS);
    req.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const isReset = cause.code === 'ECONNRESET' || cause.code === 'EPIPE';
      const isUnreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN'].includes(cause.code ?? '');
      fail(isUnreachable ? 'could_not_connect' : 'unclassified', cause.message, isReset && req.reusedSocket);
    });
    req.end(body);
  });
}
