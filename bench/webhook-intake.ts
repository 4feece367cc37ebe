import { WebhookEventModel } from '../src/webhook/webhook-event.model.js';
import { withBareServer } from './bare-server.js';
import type { Figure } from './figure.js';
import { CHANNEL_ID, CHANNEL_SECRET, withInstallation } from './installation.js';
import { postWebhooks, type LoadOutput } from './load.js';
import { median, percentile } from './statistics.js';

const CONNECTIONS = 100;
const FRIENDS = 1_000;
const ROUNDS = 5;
const EVENTS_PER_ROUND = 8_000;
const WARM_UP_EVENTS = 4_000;

/**
 * Webhooks a second that the server stores and acknowledges, beside a server that checks the signature and stores nothing:
 * both in turn, so that what else the machine does meets both.
 */
export const measureWebhookIntake: Figure = (services) =>
  withInstallation(services, ({ webhookUrl }) =>
    withBareServer(async (bareUrl) => {
      await post(bareUrl, 'WARMBARE', WARM_UP_EVENTS);
      await storeAll(webhookUrl, 'WARMUP', WARM_UP_EVENTS);
      const rounds: { bare: LoadOutput; ours: LoadOutput }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({
          bare: await post(bareUrl, `BARE${round}R`, EVENTS_PER_ROUND),
          ours: await storeAll(webhookUrl, `ROUND${round}R`, EVENTS_PER_ROUND),
        });
      }
      const bareRate = median(rounds.map((round) => rateOf(round.bare)));
      const rate = median(rounds.map((round) => rateOf(round.ours)));
      const ratio = median(rounds.map((round) => rateOf(round.ours) / rateOf(round.bare)));
      const latencies = rounds.flatMap(({ ours }) => ours.latencies);
      const common = { engine: services.engine, n: ROUNDS * EVENTS_PER_ROUND };
      return [
        { name: 'webhook-bare', value: bareRate, unit: 'requests/s', engine: 'none', n: common.n },
        { name: 'webhook-intake', value: rate, unit: 'requests/s', ratio, against: 'webhook-bare', ...common },
        { name: 'webhook-intake-p50', value: percentile(latencies, 0.5), unit: 'ms', ...common },
        { name: 'webhook-intake-p99', value: percentile(latencies, 0.99), unit: 'ms', ...common },
      ];
    }),
  );

const rateOf = ({ acknowledged, seconds }: LoadOutput) => acknowledged / seconds;

function post(url: string, prefix: string, count: number): Promise<LoadOutput> {
  return postWebhooks({
    url,
    connections: CONNECTIONS,
    ratePerSecond: null,
    plan: {
      channelSecret: CHANNEL_SECRET,
      prefix,
      count,
      friends: FRIENDS,
      taggedEvery: 0,
      startAt: Date.now() - count,
    },
  });
}

/** Posts to the product and makes sure that each acknowledged event is in the store, once. */
async function storeAll(url: string, prefix: string, count: number): Promise<LoadOutput> {
  const output = await post(url, prefix, count);
  await assertStored(prefix, output.acknowledged);
  return output;
}

/** Rejects unless exactly this many events of a batch are stored; their ids are unique, so none of them is there twice. */
export async function assertStored(prefix: string, count: number): Promise<void> {
  const first = `${CHANNEL_ID}/${prefix}`;
  const stored = await WebhookEventModel.countDocuments({ _id: { $gte: first, $lt: `${first}~` } });
  if (stored !== count) throw new Error(`Of ${count} acknowledged events ${stored} are stored: no figure.`);
}
