import { SignJWT } from 'jose';
import { UnknownError, getPerson } from '../acts/act.js';
import { LIFF_ACCESS_TOKEN_LIFE_MS, LOGIN_CODE_LIFE_MS } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import { userIdFor } from '../world/person.js';
import { relationOf } from '../world/world.js';
import { ID_TOKEN_ALGORITHM, ID_TOKEN_ISSUER, loginKey, signingKey } from './keys.js';

const ID_TOKEN_LIFE_SECONDS = 3_600;
const DEFAULT_SCOPE = 'profile openid';

export interface Grant {
  userId: string;
  channelId?: string | undefined;
  loginChannelId?: string | undefined;
  expiresInSeconds?: number | undefined;
  nonce?: string | undefined;
  scope?: string | undefined;
}

/** An ID token (ES256) for a person in the LINE Login channel beside a bot. */
export async function issueIdToken(sim: Simulator, grant: Grant): Promise<{ idToken: string; loginChannelId: string }> {
  const { loginChannelId, bot } = findLoginChannel(sim, grant);
  const person = getPerson(sim, grant.userId);
  relationOf(sim.world, bot, person);
  const now = Math.floor(sim.clock.now() / 1_000);
  const idToken = await new SignJWT({
    name: person.displayName,
    ...(person.pictureUrl !== undefined && { picture: person.pictureUrl }),
    ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    amr: ['linesso'],
  })
    .setProtectedHeader({ alg: ID_TOKEN_ALGORITHM, typ: 'JWT', kid: String((await loginKey(sim)).kid) })
    .setIssuer(ID_TOKEN_ISSUER)
    .setSubject(userIdFor(person, bot.providerId))
    .setAudience(loginChannelId)
    .setIssuedAt(now)
    .setExpirationTime(now + (grant.expiresInSeconds ?? ID_TOKEN_LIFE_SECONDS))
    .sign(await signingKey(sim));
  return { idToken, loginChannelId };
}

/** A LINE Login access token, as liff.getAccessToken() gives it. */
export function issueAccessToken(sim: Simulator, grant: Grant): { accessToken: string; loginChannelId: string } {
  const { loginChannelId, bot } = findLoginChannel(sim, grant);
  const relation = relationOf(sim.world, bot, getPerson(sim, grant.userId));
  const accessToken = sim.ids.token();
  const now = sim.clock.now();
  const life = grant.expiresInSeconds === undefined ? LIFF_ACCESS_TOKEN_LIFE_MS : grant.expiresInSeconds * 1_000;
  sim.world.tokens.set(accessToken, {
    token: accessToken,
    kind: 'login',
    channelId: loginChannelId,
    issuedAt: now,
    expiresAt: now + life,
    userId: relation.userId,
    scope: grant.scope ?? DEFAULT_SCOPE,
  });
  sim.touch();
  return { accessToken, loginChannelId };
}

/** What the consent screen hands to the callback URL: a code, good for ten minutes and once. */
export function issueAuthorizationCode(
  sim: Simulator,
  grant: Grant & { redirectUri: string; codeChallenge?: string | undefined },
): { code: string } {
  const { loginChannelId } = findLoginChannel(sim, grant);
  getPerson(sim, grant.userId);
  const code = sim.ids.token().slice(0, 20);
  const { userId, nonce, redirectUri, codeChallenge, scope = DEFAULT_SCOPE } = grant;
  const expiresAt = sim.clock.now() + LOGIN_CODE_LIFE_MS;
  sim.loginCodes.set(code, { userId, loginChannelId, nonce, redirectUri, codeChallenge, scope, expiresAt });
  return { code };
}

/** The bot beside a LINE Login channel, in the same provider. */
export function botOfLogin(sim: Simulator, loginChannelId: string): Bot | undefined {
  return [...sim.world.bots.values()].find((bot) => bot.loginChannelId === loginChannelId);
}

function findLoginChannel(sim: Simulator, grant: Grant): { loginChannelId: string; bot: Bot } {
  const bot = grant.loginChannelId ? botOfLogin(sim, grant.loginChannelId) : sim.world.bots.get(grant.channelId ?? '');
  const loginChannelId = bot?.loginChannelId;
  if (!bot || loginChannelId === undefined) {
    throw new UnknownError('There is no LINE Login channel like that; give addBot a loginChannelId.');
  }
  return { loginChannelId, bot };
}
