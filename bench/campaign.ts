import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryModel } from '../src/deliveries/delivery.model.js';
import { CHANNEL_ID, type Installation } from './installation.js';

const LOOK_EVERY_MS = 250;
const WAIT_MS_MIN = 180_000;
const WAIT_MS_PER_FRIEND = 6;

interface Sent {
  state: string;
  startedAt: string;
  frozenAt: string;
  doneAt: string;
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
  const sent = await waitUntilDone(api, Math.max(WAIT_MS_MIN, friends * WAIT_MS_PER_FRIEND), meanwhile);
  const accepted = await countAccepted(id);
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
    planningSeconds: secondsBetween(sent.startedAt, sent.frozenAt),
    sendingSeconds: secondsBetween(sent.frozenAt, sent.doneAt),
    calls: ledger.accepted.length,
    id,
  };
}

async function waitUntilDone(api: Installation['api'], waitMs: number, meanwhile: () => Promise<void>): Promise<Sent> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const [latest] = (await api.get<{ campaigns: Sent[] }>('/api/v1/campaigns')).campaigns;
    if (latest?.state === 'done') return latest;
    if (Date.now() > deadline) throw new Error(`The campaign was not done after ${waitMs / 1000} s.`);
    await meanwhile();
    await sleep(LOOK_EVERY_MS);
  }
}

/** One after the other: to add up a million at once keeps the embedded store from everything else. */
async function countAccepted(campaignId: string): Promise<number> {
  let accepted = 0;
  const filter = { 'sender.id': campaignId, state: 'accepted' } as object;
  for await (const _ of DeliveryModel.collection.find(filter, { projection: { _id: 1 } })) accepted += 1;
  return accepted;
}

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
