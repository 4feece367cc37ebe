import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import { LineError, UNAUTHENTICATED } from './line-error.js';

/** The channel whose access token the caller shows; anything else is answered 401. */
export function authenticate(sim: Simulator, authorization: string | undefined): Bot {
  const bot = findCaller(sim, authorization);
  if (!bot) throw new LineError(401, UNAUTHENTICATED);
  return bot;
}

function findCaller(sim: Simulator, authorization: string | undefined): Bot | undefined {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  const channelId = sim.channelIdByToken.get(token);
  if (channelId !== undefined) return sim.world.bots.get(channelId);
  const issued = sim.world.tokens.get(token);
  if (!issued || issued.userId !== undefined) return undefined;
  if (issued.revokedAt !== undefined || issued.expiresAt <= sim.clock.now()) return undefined;
  return sim.world.bots.get(issued.channelId);
}
