import { setTimeout as sleep } from 'node:timers/promises';
import { between, seededRandom } from './random.js';
import type { Stage } from './stage.js';
import type { Worker } from './worker.js';

const WORKERS = 2;
const LIFE_MS = { from: 200, to: 4_000 };

/** Workers that are killed and started again until told to stop. */
export interface Killing {
  /** How many were killed so far. */
  count(): number;
  /** Resolves once as many were killed as asked for, or killing was ended; from then on the workers live. */
  done: Promise<void>;
  /** Ends the killing, lets the workers go on. */
  cease(): void;
  /** Ends the workers. */
  stop(): Promise<void>;
}

/** Keeps two workers running, each for a random while of the seed, killed then and replaced at once. */
export function killAtRandom(
  stage: Pick<Stage, 'startWorker'>,
  { seed, kills }: { seed: number; kills: number },
): Killing {
  let killed = 0;
  let isCeased = false;
  const ceasing = new AbortController();
  const workers: Worker[] = [];
  const slots = Array.from({ length: WORKERS }, async (_, slot) => {
    const random = seededRandom(seed + slot);
    for (;;) {
      const worker = await stage.startWorker();
      workers[slot] = worker;
      const life = between(random, LIFE_MS.from, LIFE_MS.to);
      await sleep(life, undefined, { signal: ceasing.signal }).catch(() => undefined);
      if (isCeased || killed >= kills) return;
      killed += 1;
      await worker.kill();
    }
  });
  const cease = () => {
    isCeased = true;
    ceasing.abort();
  };
  return {
    count: () => killed,
    done: Promise.all(slots).then(() => undefined),
    cease,
    async stop() {
      cease();
      await Promise.all(slots);
      for (const worker of workers) await worker.stop();
    },
  };
}
