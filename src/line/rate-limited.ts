import type { ConnectLine, LineGateway } from './gateway.js';
import { RATE_PER_SECOND, type RatedEndpoint } from './limits.js';

const SHARE_USED = 0.9; // of LINE's figure; whatever else uses the channel has the rest

/** Waits until a request to this endpoint of this channel may leave. */
export type Limiter = (key: string, perSecond: number) => Promise<void>;

/** Keeps every gateway below LINE's request rates, per channel and endpoint, over all processes. */
export function rateLimited(connect: ConnectLine, limiter: Limiter): ConnectLine {
  return (credentials) => {
    const gateway = connect(credentials);
    const turn = (endpoint: RatedEndpoint) =>
      limiter(`${credentials.channelId}:${endpoint}`, RATE_PER_SECOND[endpoint] * SHARE_USED);
    const limited: Pick<LineGateway, 'reply' | 'push' | 'multicast' | 'getProfile' | 'linkRichMenu'> = {
      reply: async (...args) => (await turn('reply'), gateway.reply(...args)),
      push: async (...args) => (await turn('push'), gateway.push(...args)),
      multicast: async (...args) => (await turn('multicast'), gateway.multicast(...args)),
      getProfile: async (...args) => (await turn('profile'), gateway.getProfile(...args)),
      linkRichMenu: async (...args) => (await turn('linkRichMenu'), gateway.linkRichMenu(...args)),
    };
    return { ...gateway, ...limited };
  };
}
