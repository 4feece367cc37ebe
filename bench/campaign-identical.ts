import { timeBareMulticasts } from './bare-sends.js';
import { runCampaign } from './campaign.js';
import type { Figure } from './figure.js';
import { befriend, insertFriends } from './friends.js';
import { withInstallation } from './installation.js';
import { lineUserId } from './signed-webhooks.js';
import { percentile } from './statistics.js';

const REPORTS = 20;
/** Over more friends the report is not measured: the embedded store takes so long that its callers give up. */
const REPORTED_MAX = 200_000;
const MEGABYTE = 1024 ** 2;

/**
 * Seconds for the same message to everybody, from the start to the last accepted multicast, and what LINE's SDK alone takes for
 * those multicasts; the most that the worker held after the first quarter of its way, beside the most in that quarter; and how
 * long the campaign's report takes.
 */
export const measureIdenticalCampaign: Figure = (services, { friends }) =>
  withInstallation(services, async (installation) => {
    await insertFriends(friends);
    await befriend(installation, friends);
    const worker = await installation.startWorker();
    const memory: number[] = [];
    const content = { messages: [{ type: 'text', text: 'The new scooter is in every store from Saturday.' }] };
    const { planningSeconds, sendingSeconds, calls, id } = await runCampaign(
      installation,
      content,
      friends,
      async () => {
        memory.push((await worker.memoryBytes()) / MEGABYTE);
      },
    );
    const people = Array.from({ length: friends }, (_, number) => lineUserId(number));
    const bare = await timeBareMulticasts(installation.line, people);
    const common = { engine: services.engine, n: friends };
    const early = memory.slice(0, Math.ceil(memory.length / 4));
    const late = memory.slice(early.length);
    return [
      { name: 'bare-multicasts', value: bare, unit: 's', engine: 'none', n: friends },
      { name: 'campaign-identical', value: planningSeconds + sendingSeconds, unit: 's', ...common },
      { name: 'campaign-identical-planning', value: planningSeconds, unit: 's', ...common },
      { name: 'campaign-identical-calls', value: calls, unit: 'multicasts', ...common },
      {
        name: 'campaign-identical-memory',
        value: Math.max(...late, 0),
        unit: 'MB at most',
        ratio: Math.max(...late, 0) / Math.max(...early),
        against: 'the first quarter of the same run',
        ...common,
      },
      ...(friends <= REPORTED_MAX
        ? [{ name: 'campaign-report-p95', value: await timeReports(installation.api, id), unit: 'ms', ...common }]
        : []),
    ];
  });

async function timeReports(api: { get<Answer>(path: string): Promise<Answer> }, campaignId: string): Promise<number> {
  const milliseconds: number[] = [];
  for (let round = 0; round < REPORTS; round += 1) {
    const startedAt = performance.now();
    await api.get(`/api/v1/campaigns/${campaignId}/report`);
    milliseconds.push(performance.now() - startedAt);
  }
  return percentile(milliseconds, 0.95);
}
