import { rowOf, send, waitUntilDone, type Sent } from './campaign.js';
import { KILL_POINTS } from './kill-points.mjs';
import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';

const SHARE_OF_FRIENDS = 50;
const FINISHED_MS_MAX = 180_000;

/** At each named point a worker dies in a campaign of its own; then two workers bring all of them to their end. */
export const killAtPoints: Scenario = async (stage, { friends }) => {
  const all: { point: string; sent: Sent }[] = [];
  for (const point of Object.keys(KILL_POINTS)) {
    const kind = point.startsWith('multicast') ? 'multicast' : 'push';
    const sent = await send(stage, {
      name: point,
      kind,
      friends: Math.ceil(friends / SHARE_OF_FRIENDS),
      hasStranger: /split|half/.test(point),
    });
    all.push({ point, sent });
    await dieAt(stage, point);
  }
  const workers = [await stage.startWorker(), await stage.startWorker()];
  try {
    const rows = [];
    for (const { point, sent } of all) {
      await waitUntilDone(stage, sent, FINISHED_MS_MAX);
      const seconds = (Date.now() - sent.startedAt) / 1000;
      rows.push(await rowOf(stage, point, [sent], { kills: 1, seconds }));
    }
    return rows;
  } finally {
    for (const worker of workers) await worker.stop();
  }
};

async function dieAt(stage: Stage, point: string): Promise<void> {
  const worker = await stage.startWorker({ point, on: 1 });
  const late = setTimeout(() => void worker.kill(), FINISHED_MS_MAX);
  await worker.ended;
  clearTimeout(late);
  await worker.stop();
}
