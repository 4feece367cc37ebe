import { OAuthError } from '../http/line-error.js';
import { TOKENS_PER_CHANNEL_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { IssuedToken } from '../world/world.js';
import { botOfLogin } from '../login/issue.js';

/** A channel that can ask for access tokens: a Messaging API channel, or the LINE Login channel beside it. */
export interface Client {
  channelId: string;
  secret: string | undefined;
}

export function findClient(sim: Simulator, channelId: string | undefined): Client | undefined {
  if (channelId === undefined) return undefined;
  const bot = sim.world.bots.get(channelId);
  if (bot) return { channelId, secret: bot.channelSecret };
  const login = botOfLogin(sim, channelId);
  return login && { channelId, secret: login.loginChannelSecret };
}

type ChannelTokenKind = 'v2.1' | 'stateless' | 'shortLived';

/** Makes a channel access token. The 31st short-lived one ends the oldest; the 31st v2.1 one is refused. */
export function issueToken(
  sim: Simulator,
  channelId: string,
  kind: ChannelTokenKind,
  lifeMs: number,
  keyId?: string,
): IssuedToken {
  const now = sim.clock.now();
  const valid = [...sim.world.tokens.values()].filter(
    (token) => token.channelId === channelId && token.kind === kind && isValid(token, now),
  );
  if (kind === 'v2.1' && valid.length >= TOKENS_PER_CHANNEL_MAX) {
    const message = 'The maximum number of access tokens has already been issued';
    throw new OAuthError(400, 'invalid_request', message);
  }
  const [oldest] = valid;
  if (kind === 'shortLived' && valid.length >= TOKENS_PER_CHANNEL_MAX && oldest) oldest.revokedAt = now;
  const issued: IssuedToken = {
    token: sim.ids.token(),
    kind,
    channelId,
    issuedAt: now,
    expiresAt: now + lifeMs,
    keyId,
  };
  forgetExpired(sim, now);
  sim.world.tokens.set(issued.token, issued);
  sim.touch();
  return issued;
}

export function isValid(token: IssuedToken, now: number): boolean {
  return token.revokedAt === undefined && token.expiresAt > now;
}

/** Stateless tokens are issued by the thousand and live a quarter of an hour. */
function forgetExpired(sim: Simulator, now: number): void {
  for (const [name, token] of sim.world.tokens) {
    if (token.kind === 'stateless' && token.expiresAt <= now) sim.world.tokens.delete(name);
  }
}
