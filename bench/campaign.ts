import { setTimeout as sleep } from 'node:timers/promises';
import { CHANNEL_ID, type Installation } from './installation.js';

const LOOK_EVERY_MS = 250;
const WAIT_MS_MIN = 180_000;
const WAIT_MS_PER_FRIEND = 6;

interface Report {
  state: string;
  startedAt: string;
  frozenAt: string;
  doneAt: string;
  audienceSize: number;
  deliveries: { byState: Record<string, number> };
}

/** How one campaign went, by our record and by LINE's ledger. */
export interface CampaignRun {
  /** From the start to the last friend frozen into the audience. */
  planningSeconds: number;
  /** From there until every delivery had its outcome. */
  sendingSeconds: number;
  calls: number;
  id: string;
}

/**
 * Sends a campaign to everybody and waits for its end. Rejects unless LINE's ledger says that each friend saw it exactly once,
 * that no send was refused and that nothing was for its rate. `meanwhile` is called again and again until it is done.
 */
export async function runCampaign(
  { api, control }: Installation,
  content: object,
  friends: number,
  meanwhile: () => Promise<void> = async () => {},
): Promise<CampaignRun> {
  const { id } = await api.post<{ id: string }>('/api/v1/campaigns', {
    name: 'Bench',
    audience: { everyone: true },
    content,
    sendAt: new Date(),
  });
  const report = await waitUntilDone(api, id, Math.max(WAIT_MS_MIN, friends * WAIT_MS_PER_FRIEND), meanwhile);
  const accepted = report.deliveries.byState['accepted'] ?? 0;
  const ledger = await control.ledger({ channelId: CHANNEL_ID });
  const { people, multicasts, isComplete } = await control.duplicates({ channelId: CHANNEL_ID });
  const reached = ledger.accepted.reduce((sum, row) => sum + row.reached, 0);
  const refused = ledger.refused.filter(
    ({ endpoint, status }) => status === 429 || endpoint.includes('/message/'),
  ).length;
  if (
    accepted !== friends ||
    reached !== friends ||
    people.length + multicasts.length > 0 ||
    !isComplete ||
    refused > 0
  )
    throw new Error(
      `Of ${friends} friends ${accepted} are accepted and ${reached} reached, ${people.length} twice, with ` +
        `${refused} refused calls (${JSON.stringify(ledger.refusedCounts)}): no figure.`,
    );
  return {
    planningSeconds: secondsBetween(report.startedAt, report.frozenAt),
    sendingSeconds: secondsBetween(report.frozenAt, report.doneAt),
    calls: ledger.accepted.length,
    id,
  };
}

async function waitUntilDone(
  api: Installation['api'],
  id: string,
  waitMs: number,
  meanwhile: () => Promise<void>,
): Promise<Report> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const { campaigns } = await api.get<{ campaigns: { state: string }[] }>('/api/v1/campaigns');
    if (campaigns[0]?.state === 'done') return api.get<Report>(`/api/v1/campaigns/${id}`);
    if (Date.now() > deadline) throw new Error(`The campaign was not done after ${waitMs / 1000} s.`);
    await meanwhile();
    await sleep(LOOK_EVERY_MS);
  }
}

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
