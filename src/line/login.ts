import { z } from 'zod';
import { errorFromAnswer, LineInvalidError, LineUnavailableError } from './errors.js';

const IdTokenPayload = z.object({ sub: z.string(), aud: z.string() });
const Refusal = z.object({ error_description: z.string() });

/** Asks LINE Login who an ID token speaks of; the SDK does not wrap this endpoint. */
export async function verifyIdToken(
  apiBaseUrl: string,
  idToken: string,
  loginChannelId: string,
): Promise<{ lineUserId: string }> {
  const answer = await fetch(new URL('/oauth2/v2.1/verify', apiBaseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ id_token: idToken, client_id: loginChannelId }).toString(),
  });
  const body = await answer.text();
  if (answer.status === 400) {
    const reason = Refusal.safeParse(parseJson(body)).data?.error_description ?? 'no reason given';
    throw new LineInvalidError(`LINE refused the ID token: ${reason}`, { status: 400 });
  }
  if (!answer.ok)
    throw errorFromAnswer(answer.status, body, answer.headers.get('x-line-request-id') ?? undefined, undefined);
  const payload = IdTokenPayload.safeParse(parseJson(body)).data;
  if (!payload) throw new LineUnavailableError('LINE answered an ID token check with something else.');
  if (payload.aud !== loginChannelId) throw new LineInvalidError('The ID token was made for another channel.');
  return { lineUserId: payload.sub };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
