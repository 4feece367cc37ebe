import { setTimeout as sleep } from 'node:timers/promises';
import { rowOf, send, waitUntilDone } from './campaign.js';
import { SEND_KINDS } from './content.js';
import { killAtRandom } from './killing.js';
import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';

const SENDS = '^/v2/bot/message/(push|multicast)$';
const LINE_TAKES_MS = 150; // so that a campaign is in the middle when it is disturbed
const UNDER_WAY_MS = 1_500;
const AWAY_MS = 3_000;
const DOWN_MS = 60_000;
const CAMPAIGN_MS_MAX = 300_000;
const KILLS_OF_ALL = 20;

/** Sends both kinds of campaigns at once with two workers, disturbs them in the middle, and waits for their end. */
function disturbed(name: string, disturb: (stage: Stage) => Promise<number>): Scenario {
  return async (stage, { friends }) => {
    const workers = [await stage.startWorker(), await stage.startWorker()];
    try {
      return await playDisturbed(stage, name, friends, () => disturb(stage));
    } finally {
      for (const worker of workers) await worker.stop();
    }
  };
}

async function playDisturbed(stage: Stage, name: string, friends: number, disturb: () => Promise<number>) {
  await stage.control.inject({ kind: 'slow', path: SENDS, delayMs: LINE_TAKES_MS, probability: 0.5 });
  try {
    const startedAt = Date.now();
    const each = Math.ceil(friends / SEND_KINDS.length);
    const sent = [];
    for (const kind of SEND_KINDS) sent.push(await send(stage, { name: `${name} ${kind}`, kind, friends: each }));
    await sleep(UNDER_WAY_MS);
    const kills = await disturb();
    for (const campaign of sent) await waitUntilDone(stage, campaign, CAMPAIGN_MS_MAX);
    return [await rowOf(stage, name, sent, { kills, seconds: (Date.now() - startedAt) / 1000 })];
  } finally {
    await stage.control.clearFaults();
  }
}

/** A fault of LINE on sends from the beginning; kinds that hit a share of the calls, or so many of them. */
function withFault(name: string, fault: Omit<Parameters<Stage['control']['inject']>[0], 'path'>): Scenario {
  return async (stage, options) => {
    await stage.control.inject({ ...fault, path: SENDS });
    return disturbed(name, async () => 0)(stage, options);
  };
}

async function lineDown(stage: Stage, forMs: number): Promise<void> {
  const down = await stage.control.inject({ kind: 'down' });
  await sleep(forMs);
  await stage.control.clearFaults(down);
}

/** What a campaign goes through beside kills, by name. */
export const DISTURBANCES: Record<string, Scenario> = {
  'redis-flushed': disturbed('redis-flushed', (stage) => stage.flushRedis().then(() => 0)),
  'redis-killed': disturbed('redis-killed', (stage) => stage.restartRedis(AWAY_MS).then(() => 1)),
  'store-killed': disturbed('store-killed', (stage) => stage.restartStore('kill', AWAY_MS).then(() => 1)),
  'store-stopped': disturbed('store-stopped', (stage) => stage.restartStore('stop', AWAY_MS).then(() => 0)),
  'line-429': withFault('line-429', { kind: 'rate', probability: 0.2, times: 300 }),
  'line-500': withFault('line-500', { kind: 'serverError', probability: 0.2, times: 300 }),
  'line-accepts-and-hangs-up': withFault('line-accepts-and-hangs-up', {
    kind: 'acceptThenReset',
    probability: 0.2,
    times: 300,
  }),
  'line-accepts-and-times-out': withFault('line-accepts-and-times-out', {
    kind: 'acceptThenTimeout',
    probability: 0.02,
    times: 30,
  }),
  'line-down': disturbed('line-down', (stage) => lineDown(stage, DOWN_MS).then(() => 0)),
  'all-at-once': async (stage, { seed, friends }) => {
    for (const kind of ['rate', 'serverError', 'acceptThenReset', 'acceptThenTimeout'] as const)
      await stage.control.inject({ kind, path: SENDS, probability: 0.03, times: 50 });
    const killing = killAtRandom(stage, { seed, kills: KILLS_OF_ALL });
    try {
      return await playDisturbed(stage, 'all-at-once', friends, async () => {
        await stage.flushRedis();
        await stage.restartRedis(AWAY_MS);
        await stage.restartStore('kill', AWAY_MS);
        await lineDown(stage, DOWN_MS / 6);
        await killing.done;
        return killing.count() + 2;
      });
    } finally {
      await killing.stop();
    }
  },
};
