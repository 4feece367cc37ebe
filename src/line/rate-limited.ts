import { LineRateLimitError } from './errors.js';
import type { ConnectLine, LineGateway } from './gateway.js';
import { RATE_PER_SECOND, SLOW_RATES, type RatedEndpoint, type SlowEndpoint } from './limits.js';

const SHARE_USED = 0.9; // of LINE's figure; whatever else uses the channel has the rest

/** Says when a request to an endpoint of a channel may leave. */
export interface Limiter {
  /** Waits for the turn. */
  take(key: string, perSecond: number): Promise<void>;
  /** Takes the turn if there is one: 0, or the milliseconds until there may be one. */
  tryTake(key: string, rate: { count: number; perMs: number }): Promise<number>;
}

/**
 * Keeps every gateway below LINE's request rates, per channel and endpoint, over all processes. A request to an endpoint that
 * LINE counts by the minute or hour does not wait for its turn: it rejects with LineRateLimitError, as if LINE had said so.
 */
export function rateLimited(connect: ConnectLine, limiter: Limiter): ConnectLine {
  return (credentials) => {
    const gateway = connect(credentials);
    const turn = (endpoint: RatedEndpoint) =>
      limiter.take(`${credentials.channelId}:${endpoint}`, RATE_PER_SECOND[endpoint] * SHARE_USED);
    const chance = async (endpoint: SlowEndpoint) => {
      const { count, perMs } = SLOW_RATES[endpoint];
      const rate = { count: count * SHARE_USED, perMs };
      const waitMs = await limiter.tryTake(`${credentials.channelId}:${endpoint}`, rate);
      if (waitMs > 0)
        throw new LineRateLimitError(`${endpoint}: the next of ${count} per ${perMs / 60_000} min is in ${waitMs} ms.`);
    };
    const limited: Partial<LineGateway> = {
      reply: async (...args) => (await turn('reply'), gateway.reply(...args)),
      push: async (...args) => (await turn('push'), gateway.push(...args)),
      multicast: async (...args) => (await turn('multicast'), gateway.multicast(...args)),
      markAsRead: async (...args) => (await turn('markAsRead'), gateway.markAsRead(...args)),
      startLoading: async (...args) => (await turn('startLoading'), gateway.startLoading(...args)),
      getProfile: async (...args) => (await turn('profile'), gateway.getProfile(...args)),
      getMemberProfile: async (...args) => (await turn('memberProfile'), gateway.getMemberProfile(...args)),
      linkRichMenu: async (...args) => (await turn('linkRichMenu'), gateway.linkRichMenu(...args)),
      unlinkRichMenu: async (...args) => (await turn('unlinkRichMenu'), gateway.unlinkRichMenu(...args)),
      linkRichMenus: async (...args) => (await turn('linkRichMenus'), gateway.linkRichMenus(...args)),
      unlinkRichMenus: async (...args) => (await turn('unlinkRichMenus'), gateway.unlinkRichMenus(...args)),
      getLinkedRichMenu: async (...args) => (await turn('getLinkedRichMenu'), gateway.getLinkedRichMenu(...args)),
      replaceRichMenu: async (...args) => (await chance('replaceRichMenu'), gateway.replaceRichMenu(...args)),
      getMenuBatchPhase: async (...args) => (await chance('getMenuBatchPhase'), gateway.getMenuBatchPhase(...args)),
      broadcast: async (...args) => (await chance('broadcast'), gateway.broadcast(...args)),
      narrowcast: async (...args) => (await chance('narrowcast'), gateway.narrowcast(...args)),
      createAudience: async (...args) => (await chance('createAudience'), gateway.createAudience(...args)),
      addToAudience: async (...args) => (await chance('addToAudience'), gateway.addToAudience(...args)),
      findAudience: async (...args) => (await chance('getAudience'), gateway.findAudience(...args)),
      listAudienceIds: async (...args) => (await chance('listAudiences'), gateway.listAudienceIds(...args)),
      deleteAudience: async (...args) => (await chance('deleteAudience'), gateway.deleteAudience(...args)),
      getUnitInsight: async (...args) => (await chance('insightOfUnit'), gateway.getUnitInsight(...args)),
      getRichMenuSummary: async (...args) => (await chance('insightOfMenu'), gateway.getRichMenuSummary(...args)),
      getRichMenuDays: async (...args) => (await chance('insightOfMenuByDay'), gateway.getRichMenuDays(...args)),
      getRequestInsight: async (...args) => (await chance('insightOfRequest'), gateway.getRequestInsight(...args)),
    };
    return { ...gateway, ...limited };
  };
}
