import { SEND_KINDS } from './content.js';
import { rowOf, send, waitUntilDone, type Sent } from './campaign.js';
import { killAtRandom } from './killing.js';
import type { Scenario } from './scenario.js';

const SENDS = '^/v2/bot/message/(push|multicast)$';
const LINE_TAKES_MS = 400; // so that a campaign lasts long enough to be killed in
const LASTS_MS_MAX = 900_000;
const FINISHED_MS_MAX = 300_000;

/** Two workers, each killed again and again at random moments, while one campaign after the other is sent, until it was often enough. */
export const killRandomly: Scenario = async (stage, { seed, kills, friends }) => {
  const startedAt = Date.now();
  const slow = await stage.control.inject({ kind: 'slow', path: SENDS, delayMs: LINE_TAKES_MS });
  const killing = killAtRandom(stage, { seed, kills });
  const sent: Sent[] = [];
  try {
    while (sent.length === 0 || (killing.count() < kills && Date.now() - startedAt < LASTS_MS_MAX)) {
      const kind = SEND_KINDS[(sent.length + 1) % SEND_KINDS.length] ?? 'push';
      const campaign = await send(stage, { name: `random ${sent.length + 1}`, kind, friends });
      sent.push(campaign);
      await Promise.race([waitUntilDone(stage, campaign, startedAt + LASTS_MS_MAX - Date.now()), killing.done]);
    }
    // From here on the workers live, and have to bring everything to its end.
    killing.cease();
    await stage.control.clearFaults(slow);
    for (const campaign of sent) await waitUntilDone(stage, campaign, FINISHED_MS_MAX);
    const seconds = (Date.now() - startedAt) / 1000;
    return [await rowOf(stage, `random-kills (${sent.length} campaigns)`, sent, { kills: killing.count(), seconds })];
  } finally {
    await stage.control.clearFaults(slow);
    await killing.stop();
  }
};
