import { type JWK, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { OAuthError } from '../http/line-error.js';
import { type JsonObject, asText } from '../json.js';
import { ASSERTION_LIFE_MAX_MS, TOKEN_LIFE_MS } from '../limits.js';
import type { Simulator } from '../simulator.js';

const AUDIENCE = 'https://api.line.me/';

export interface Assertion {
  channelId: string;
  keyId: string;
  /** Milliseconds that the token shall live; `token_exp` says so in seconds. */
  lifeMs: number;
}

/** Checks a JWT that a channel signed with its registered RSA key. */
export async function readAssertion(sim: Simulator, assertion: string | undefined): Promise<Assertion> {
  const claims = claimsOf(assertion);
  const channelId = asText(claims['iss']) ?? '';
  const keyId = keyIdOf(assertion);
  if (claims['iss'] !== claims['sub']) throw refuse('iss and clientId of key do not match');
  const key = sim.world.bots.get(channelId)?.assertionKeys.get(keyId);
  if (!key) throw new OAuthError(404, 'invalid_client', 'Cannot find channel key that satisfies the conditions');
  const now = sim.clock.now();
  const expiresAt = Number(claims['exp']) * 1_000;
  if (!(expiresAt > now && expiresAt <= now + ASSERTION_LIFE_MAX_MS)) throw refuse('Invalid exp');
  await checkSignature(assertion ?? '', key, now);
  const lifeMs = Number(claims['token_exp'] ?? TOKEN_LIFE_MS.v21Max / 1_000) * 1_000;
  if (!(lifeMs > 0 && lifeMs <= TOKEN_LIFE_MS.v21Max)) throw refuse('Invalid token_exp');
  return { channelId, keyId, lifeMs };
}

async function checkSignature(assertion: string, key: JsonObject, now: number): Promise<void> {
  try {
    const options = { algorithms: ['RS256'], audience: AUDIENCE, currentDate: new Date(now) };
    await jwtVerify(assertion, await importJWK(key as JWK, 'RS256'), options);
  } catch (cause) {
    throw refuse(`Invalid client_assertion: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function claimsOf(assertion: string | undefined): JsonObject {
  try {
    return decodeJwt(assertion ?? '');
  } catch {
    throw refuse('Invalid client_assertion');
  }
}

function keyIdOf(assertion: string | undefined): string {
  try {
    return decodeProtectedHeader(assertion ?? '').kid ?? '';
  } catch {
    throw refuse('Invalid client_assertion');
  }
}

const refuse = (description: string) => new OAuthError(400, 'invalid_client', description);
