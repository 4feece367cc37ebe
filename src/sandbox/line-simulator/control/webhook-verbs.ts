import { z } from 'zod';
import { getBot } from '../acts/act.js';
import { verb } from './verb.js';

const EVERY_CHANNEL = '*';

/** How events travel: held, in another order, together, twice, again. */
export const webhookVerbs = {
  /** Holds back every event (of one channel, or of all), or lets them go at once again. */
  holdWebhooks: verb(z.object({ channelId: z.string().optional(), hold: z.boolean() }), (sim, { channelId, hold }) => {
    const name = channelId ?? EVERY_CHANNEL;
    if (hold) sim.webhooks.holding.add(name);
    else sim.webhooks.holding.delete(name);
    return { holding: [...sim.webhooks.holding] };
  }),
  flush: verb(
    z.object({
      channelId: z.string(),
      order: z.enum(['asis', 'reversed', 'shuffled']).optional(),
      perRequest: z.number().int().min(1).optional(),
      duplicates: z.number().int().min(0).optional(),
    }),
    async (sim, { channelId, ...options }) => ({
      responses: await sim.webhooks.flush(getBot(sim, channelId), options),
    }),
  ),
  /** Sends events again with isRedelivery: the named ones, or all that have no 2xx yet. */
  redeliver: verb(
    z.object({
      channelId: z.string(),
      webhookEventIds: z.array(z.string()).optional(),
      all: z.literal(true).optional(),
    }),
    async (sim, { channelId, webhookEventIds }) => ({
      responses: await sim.webhooks.redeliver(getBot(sim, channelId), webhookEventIds),
    }),
  ),
  webhookStatistics: verb(z.string(), (sim, channelId) => ({
    ...sim.webhooks.statistics(channelId),
    held: sim.webhooks.held.count(channelId),
  })),
  /** Waits for webhooks that were sent in the background. */
  settle: verb(z.undefined().optional(), async (sim) => {
    await sim.webhooks.settled();
    return {};
  }),
};
