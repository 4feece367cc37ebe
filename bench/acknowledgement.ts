import type { Figure } from './figure.js';
import { CHANNEL_SECRET, withInstallation } from './installation.js';
import { postWebhooks, type LoadInput } from './load.js';
import { percentile } from './statistics.js';
import { assertStored } from './webhook-intake.js';

const PER_SECOND = 1_000;
const SECONDS = 10;
const WARM_UP_EVENTS = 3_000;
const FRIENDS = 1_000;

/** How long LINE waits for an acknowledgement while a thousand events a second come in at an even pace. */
export const measureAcknowledgement: Figure = (services) =>
  withInstallation(services, async ({ webhookUrl }) => {
    const plan = (prefix: string, count: number): LoadInput => ({
      url: webhookUrl,
      connections: 1,
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
    await postWebhooks(plan('WARMUP', WARM_UP_EVENTS));
    const count = PER_SECOND * SECONDS;
    const { latencies } = await postWebhooks(plan('PACED', count));
    await assertStored('PACED', count);
    const common = { unit: 'ms', engine: services.engine, n: count };
    return [
      { name: 'acknowledgement-p50', value: percentile(latencies, 0.5), ...common },
      { name: 'acknowledgement-p99', value: percentile(latencies, 0.99), ...common },
    ];
  });
