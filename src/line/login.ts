import { z } from 'zod';
import { errorFromAnswer, LineInvalidError } from './errors.js';

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
    const refusal = Refusal.safeParse(JSON.parse(body));
    throw new LineInvalidError(`LINE refused the ID token: ${refusal.data?.error_description ?? 'no reason given'}`, {
      status: 400,
    });
  }
  if (!answer.ok)
    throw errorFromAnswer(answer.status, body, answer.headers.get('x-line-request-id') ?? undefined, undefined);
  const payload = IdTokenPayload.parse(JSON.parse(body));
  if (payload.aud !== loginChannelId) throw new LineInvalidError('The ID token was made for another channel.');
  return { lineUserId: payload.sub };
}
