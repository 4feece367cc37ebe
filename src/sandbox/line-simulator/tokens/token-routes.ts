import { OAuthError } from '../http/line-error.js';
import { type Answer, type Call, type Route, ok, openRoute, perSecond } from '../http/route.js';
import { TOKEN_LIFE_MS } from '../limits.js';
import { exchangeCode, refreshLogin } from '../login/grants.js';
import type { Simulator } from '../simulator.js';
import type { IssuedToken } from '../world/world.js';
import { readAssertion } from './assertion.js';
import { formOf } from './form.js';
import { findClient, isValid, issueToken } from './issue-token.js';

const form = { body: 'form' } as const;

/** Channel access tokens of all kinds; LINE Login shares three of the paths. */
export const tokenRoutes: Route[] = [
  openRoute('POST /oauth2/v2.1/token', token, form),
  openRoute('GET /oauth2/v2.1/verify', verify),
  openRoute('GET /oauth2/v2.1/tokens/kid', keyIds),
  openRoute('POST /oauth2/v2.1/revoke', revoke, form),
  openRoute('POST /oauth2/v3/token', stateless, form),
  openRoute('POST /v2/oauth/accessToken', shortLived, { ...form, rate: perSecond(370) }),
  openRoute('POST /v2/oauth/verify', verifyShortLived, form),
  openRoute('POST /v2/oauth/revoke', revoke, form),
];

/** One path for two products: the grant type decides which. */
async function token(sim: Simulator, { body }: Call): Promise<Answer> {
  const fields = formOf(body);
  switch (fields['grant_type']) {
    case 'client_credentials': {
      const { channelId, keyId, lifeMs } = await readAssertion(sim, fields['client_assertion']);
      return ok({ ...present(issueToken(sim, channelId, 'v2.1', lifeMs, keyId), sim), key_id: keyId });
    }
    case 'authorization_code':
      return ok(await exchangeCode(sim, fields));
    case 'refresh_token':
      return ok(refreshLogin(sim, fields));
    default:
      throw new OAuthError(400, 'invalid_request', 'Invalid grant_type');
  }
}

async function stateless(sim: Simulator, { body }: Call): Promise<Answer> {
  const fields = formOf(body);
  if (fields['client_assertion'] !== undefined) {
    const { channelId } = await readAssertion(sim, fields['client_assertion']);
    return ok(present(issueToken(sim, channelId, 'stateless', TOKEN_LIFE_MS.stateless), sim));
  }
  const client = findClient(sim, fields['client_id']);
  if (!client || client.secret !== fields['client_secret']) {
    throw new OAuthError(400, 'invalid_request', "Invalid 'client_credentials'.");
  }
  return ok(present(issueToken(sim, client.channelId, 'stateless', TOKEN_LIFE_MS.stateless), sim));
}

function shortLived(sim: Simulator, { body }: Call): Answer {
  const fields = formOf(body);
  const client = findClient(sim, fields['client_id']);
  if (!client) throw new OAuthError(400, 'invalid_request', 'invalid client_id');
  if (client.secret !== fields['client_secret']) throw new OAuthError(400, 'invalid_request', 'invalid client_secret');
  return ok(present(issueToken(sim, client.channelId, 'shortLived', TOKEN_LIFE_MS.shortLived), sim));
}

/** Channel tokens v2.1 and LINE Login tokens are looked at in the same place. */
function verify(sim: Simulator, { query }: Call): Answer {
  const name = query.get('access_token') ?? '';
  const found = sim.world.tokens.get(name);
  if (!found || found.kind === 'refresh' || found.kind === 'shortLived') {
    throw new OAuthError(400, 'invalid_request', 'not JWS');
  }
  if (found.revokedAt !== undefined) throw new OAuthError(400, 'invalid_request', 'The access token revoked');
  if (!isValid(found, sim.clock.now())) throw new OAuthError(400, 'invalid_request', 'The access token expired');
  return ok({ scope: found.scope ?? '', client_id: found.channelId, expires_in: secondsLeft(found, sim) });
}

function verifyShortLived(sim: Simulator, { body }: Call): Answer {
  const name = formOf(body)['access_token'] ?? '';
  const longLived = sim.channelIdByToken.get(name);
  if (longLived !== undefined) return ok({ client_id: longLived, expires_in: 0, scope: '' });
  const found = sim.world.tokens.get(name);
  if (!found || !isValid(found, sim.clock.now())) {
    throw new OAuthError(400, 'invalid_request', 'access token expired');
  }
  return ok({ client_id: found.channelId, expires_in: secondsLeft(found, sim), scope: found.scope ?? '' });
}

/** Revoking what is unknown, or cannot be revoked, is no error. */
function revoke(sim: Simulator, { body }: Call): Answer {
  const name = formOf(body)['access_token'] ?? '';
  const found = sim.world.tokens.get(name);
  if (found && found.kind !== 'stateless') found.revokedAt = sim.clock.now();
  sim.channelIdByToken.delete(name);
  return ok(undefined);
}

async function keyIds(sim: Simulator, { query }: Call): Promise<Answer> {
  const { channelId } = await readAssertion(sim, query.get('client_assertion') ?? undefined);
  const now = sim.clock.now();
  const kids = [...sim.world.tokens.values()]
    .filter((one) => one.channelId === channelId && one.kind === 'v2.1' && isValid(one, now))
    .map((one) => one.keyId);
  return ok({ kids });
}

function present(issued: IssuedToken, sim: Simulator) {
  return { access_token: issued.token, expires_in: secondsLeft(issued, sim), token_type: 'Bearer' };
}

function secondsLeft(issued: IssuedToken, sim: Simulator): number {
  return Math.floor((issued.expiresAt - sim.clock.now()) / 1_000);
}
