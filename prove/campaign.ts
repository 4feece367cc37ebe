import { setTimeout as sleep } from 'node:timers/promises';
import { AUDIENCE_ATTRIBUTE, makeAudience, type Audience } from './audience.js';
import { contentFor, type SendKind } from './content.js';
import { judge } from './judge.js';
import type { Row } from './row.js';
import { CHANNEL_ID, type Stage } from './stage.js';

const LOOK_EVERY_MS = 250;
const OPEN_STATES = ['planned', 'inFlight'];

/** A campaign to an audience of its own. */
export interface Sent {
  id: string;
  audience: Audience;
  startedAt: number;
}

/** Makes the friends and starts the campaign to them. */
export async function send(
  { control, api }: Pick<Stage, 'control' | 'api'>,
  { name, kind, friends, hasStranger }: { name: string; kind: SendKind; friends: number; hasStranger?: boolean },
): Promise<Sent> {
  const audience = await makeAudience(control, CHANNEL_ID, { name, friends, hasStranger });
  const startedAt = Date.now();
  const { id } = await api.post<{ id: string }>('/api/v1/campaigns', {
    name,
    audience: { attribute: AUDIENCE_ATTRIBUTE, is: name },
    content: contentFor(kind),
    sendAt: new Date(),
    // Errors on purpose pause nothing.
    failurePercentMax: null,
  });
  return { id, audience, startedAt };
}

interface Report {
  state: string;
  deliveries: { byState: Record<string, number> };
}

/** Waits until the campaign is done, at most so long; a server that cannot answer for the moment is asked again. */
export async function waitUntilDone({ api }: Pick<Stage, 'api'>, { id }: Sent, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if ((await stateOf({ api }, id)) === 'done') return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

const stateOf = async ({ api }: Pick<Stage, 'api'>, id: string): Promise<string | null> =>
  api.get<Report>(`/api/v1/campaigns/${id}`).then(
    ({ state }) => state,
    () => null,
  );

/** What became of campaigns, as one row of the table. */
export async function rowOf(
  { api, control }: Pick<Stage, 'api' | 'control'>,
  scenario: string,
  sent: Sent[],
  { kills, seconds }: { kills: number; seconds: number },
): Promise<Row> {
  const row: Row = {
    scenario,
    friends: 0,
    kills,
    accepted: 0,
    lost: 0,
    twice: 0,
    billed: 0,
    unknown: 0,
    open: 0,
    seconds,
  };
  for (const { id, audience } of sent) {
    const { byState } = (await api.get<Report>(`/api/v1/campaigns/${id}`)).deliveries;
    const verdict = await judge(control, CHANNEL_ID, audience);
    row.friends += audience.lineUserIds.length;
    row.accepted += byState['accepted'] ?? 0;
    row.unknown += byState['unknown'] ?? 0;
    row.open += OPEN_STATES.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
    row.lost += verdict.lost;
    row.twice += verdict.twice;
    row.billed += verdict.billed;
  }
  return row;
}
