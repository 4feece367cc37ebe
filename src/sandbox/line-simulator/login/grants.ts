import { createHash } from 'node:crypto';
import { OAuthError } from '../http/line-error.js';
import type { JsonObject } from '../json.js';
import { LOGIN_ACCESS_TOKEN_LIFE_MS, LOGIN_REFRESH_TOKEN_LIFE_MS } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { LoginCode } from '../simulator.js';
import { botOfLogin, issueAccessToken, issueIdToken } from './issue.js';

type Fields = Record<string, string>;

/** Exchanges an authorization code, once, within ten minutes. */
export async function exchangeCode(sim: Simulator, fields: Fields): Promise<JsonObject> {
  const code = fields['code'] ?? '';
  const granted = sim.loginCodes.get(code);
  if (!granted || granted.expiresAt <= sim.clock.now() || granted.redirectUri !== fields['redirect_uri']) {
    throw new OAuthError(400, 'invalid_grant', 'invalid authorization code');
  }
  checkClient(sim, fields, granted.loginChannelId);
  checkVerifier(granted, fields['code_verifier']);
  sim.loginCodes.delete(code);
  const { idToken } = await issueIdToken(sim, granted);
  return { ...tokensFor(sim, granted), ...(granted.scope.includes('openid') && { id_token: idToken }) };
}

/** A new access token; the refresh token stays the same and does not live longer for it. */
export function refreshLogin(sim: Simulator, fields: Fields): JsonObject {
  const name = fields['refresh_token'] ?? '';
  const found = sim.world.tokens.get(name);
  const now = sim.clock.now();
  if (found?.kind !== 'refresh' || found.expiresAt <= now || found.revokedAt !== undefined || !found.userId) {
    throw new OAuthError(400, 'invalid_grant', 'invalid refresh token');
  }
  checkClient(sim, fields, found.channelId);
  const { userId, channelId: loginChannelId, scope = '' } = found;
  const { accessToken } = issueAccessToken(sim, grantOf({ userId, loginChannelId, scope }));
  return { ...present(accessToken, scope), refresh_token: name };
}

function tokensFor(sim: Simulator, granted: LoginCode): JsonObject {
  const { userId, loginChannelId, scope } = granted;
  const { accessToken } = issueAccessToken(sim, grantOf(granted));
  const refreshToken = sim.ids.token();
  const now = sim.clock.now();
  sim.world.tokens.set(refreshToken, {
    token: refreshToken,
    kind: 'refresh',
    channelId: loginChannelId,
    issuedAt: now,
    expiresAt: now + LOGIN_REFRESH_TOKEN_LIFE_MS,
    userId,
    scope,
  });
  return { ...present(accessToken, scope), refresh_token: refreshToken };
}

function grantOf({ userId, loginChannelId, scope }: Pick<LoginCode, 'userId' | 'loginChannelId' | 'scope'>) {
  return { userId, loginChannelId, scope, expiresInSeconds: LOGIN_ACCESS_TOKEN_LIFE_MS / 1_000 };
}

function present(accessToken: string, scope: string): JsonObject {
  const expiresIn = LOGIN_ACCESS_TOKEN_LIFE_MS / 1_000;
  return { access_token: accessToken, expires_in: expiresIn, scope, token_type: 'Bearer' };
}

function checkClient(sim: Simulator, fields: Fields, loginChannelId: string): void {
  const secret = botOfLogin(sim, loginChannelId)?.loginChannelSecret;
  const isSecret = secret === undefined || secret === fields['client_secret'];
  if (fields['client_id'] !== loginChannelId || !isSecret) {
    throw new OAuthError(400, 'invalid_client', 'invalid client');
  }
}

/** PKCE, S256 only. */
function checkVerifier({ codeChallenge }: LoginCode, verifier: string | undefined): void {
  if (codeChallenge === undefined) return;
  const hash = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url');
  if (hash !== codeChallenge) throw new OAuthError(400, 'invalid_grant', 'invalid code_verifier');
}
