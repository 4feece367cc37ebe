import { withBareServer } from './bare-server.js';
import type { Figure } from './figure.js';
import { CHANNEL_SECRET, withInstallation } from './installation.js';
import { postWebhooks } from './load.js';
import { median, percentile } from './statistics.js';
import { assertStored } from './webhook-intake.js';

const CONNECTIONS = 100;
const PER_SECOND = 1_000;
const ROUNDS = 3;
const EVENTS_PER_ROUND = 5_000;
const WARM_UP_EVENTS = 3_000;
const FRIENDS = 1_000;

/**
 * How long LINE waits for an acknowledgement while a thousand events a second come in at an even pace, beside the same from
 * the server that stores nothing, in turn.
 */
export const measureAcknowledgement: Figure = (services) =>
  withInstallation(services, ({ webhookUrl }) =>
    withBareServer(async (bareUrl) => {
      await post(bareUrl, 'WARMBARE', WARM_UP_EVENTS);
      await post(webhookUrl, 'WARMUP', WARM_UP_EVENTS);
      const bare: number[][] = [];
      const ours: number[][] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        bare.push(await post(bareUrl, `BARE${round}R`, EVENTS_PER_ROUND));
        ours.push(await post(webhookUrl, `PACED${round}R`, EVENTS_PER_ROUND));
        await assertStored(`PACED${round}R`, EVENTS_PER_ROUND);
      }
      const of = (rounds: number[][], share: number) => median(rounds.map((one) => percentile(one, share)));
      const common = { unit: 'ms', n: ROUNDS * EVENTS_PER_ROUND };
      const { engine } = services;
      return [
        { name: 'acknowledgement-bare-p99', value: of(bare, 0.99), engine: 'none', ...common },
        { name: 'acknowledgement-p50', value: of(ours, 0.5), engine, ...common },
        { name: 'acknowledgement-p99', value: of(ours, 0.99), engine, ...common },
      ];
    }),
  );

async function post(url: string, prefix: string, count: number): Promise<number[]> {
  const { latencies } = await postWebhooks({
    url,
    connections: CONNECTIONS,
    ratePerSecond: PER_SECOND,
    plan: {
      channelSecret: CHANNEL_SECRET,
      prefix,
      count,
      friends: FRIENDS,
      taggedEvery: 0,
      startAt: Date.now() - count,
    },
  });
  return latencies;
}
