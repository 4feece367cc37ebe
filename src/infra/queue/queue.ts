import { Queue, Worker, type Job } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../logger.js';

const ATTEMPTS_MAX = 5;
const FIRST_RETRY_MS = 500;
const FAILED_KEPT = 1_000; // jobs kept for the queue dashboard
const LOCK_MS = 15_000; // a killed worker's job is taken over after this long
const STALLED_CHECK_MS = 5_000;
const CLOSE_MS_MAX = 15_000;
/** How long the handler of a job works at most; then another wake-up goes on, so that a worker can stop in good order. */
export const RUN_MS_MAX = 5_000;
const ADD_BATCH_MAX = 1_000;
const BULK_PRIORITY = 10; // jobs without a priority come before all that have one (docs.bullmq.io/guide/jobs/prioritized)

/** Adds jobs, now or after a delay. Never throws and never waits: the sweeps repair what did not get through. */
export type Wake = (jobName: string, payloads: object[], options?: WakeOptions) => void;

interface WakeOptions {
  delayMs?: number;
  /** One of very many: other jobs of the same name go first, so that a person does not wait for a storm. */
  isBulk?: boolean;
  /** None is added while one of the same payload waits. */
  isOnce?: boolean;
}

export interface JobHandler {
  name: string;
  concurrency: number;
  run(payload: unknown): Promise<void>;
}

export interface JobQueues {
  wake: Wake;
  /** Starts one BullMQ worker per job. */
  work(handlers: JobHandler[]): void;
  /** Waits until running jobs ended, then closes. */
  close(): Promise<void>;
  ping(): Promise<void>;
  /** Jobs waiting, delayed, active and failed, by job name. */
  counts(): Promise<Record<string, Record<string, number>>>;
}

/** BullMQ over one Redis: a queue per job name. `prefix` keeps several installations on one Redis apart. */
export function createJobQueues({
  redisUrl,
  prefix,
  log,
}: {
  redisUrl: string;
  prefix: string;
  log: Logger;
}): JobQueues {
  const connection = openRedis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false }, log);
  const queues = new Map<string, Queue>();
  const workers: Worker[] = [];
  const blocking: Redis[] = [];
  const pending = new Set<Promise<unknown>>();

  const queueOf = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    const queue = new Queue(name, {
      connection,
      prefix,
      defaultJobOptions: {
        attempts: ATTEMPTS_MAX,
        backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
        removeOnComplete: true,
        removeOnFail: { count: FAILED_KEPT },
      },
    });
    queue.on('error', (err) => log.debug({ err, job: name }, 'queue connection failed'));
    queues.set(name, queue);
    return queue;
  };

  const wake: Wake = (jobName, payloads, { delayMs = 0, isBulk = false, isOnce = false } = {}) => {
    const optionsFor = (data: object) => ({
      delay: Math.max(0, delayMs),
      ...(isBulk && { priority: BULK_PRIORITY }),
      ...(isOnce && { deduplication: { id: JSON.stringify(data), keepLastIfActive: true } }),
    });
    for (let start = 0; start < payloads.length; start += ADD_BATCH_MAX) {
      const batch = payloads.slice(start, start + ADD_BATCH_MAX);
      const added = queueOf(jobName)
        .addBulk(batch.map((data) => ({ name: jobName, data, opts: optionsFor(data) })))
        .catch((err: unknown) =>
          log.warn({ err, job: jobName, count: batch.length }, 'wake-up lost, a sweep will repeat it'),
        )
        .finally(() => pending.delete(added));
      pending.add(added);
    }
  };

  return {
    wake,
    work(handlers) {
      for (const handler of handlers) {
        const own = openRedis(redisUrl, { maxRetriesPerRequest: null }, log);
        blocking.push(own);
        const worker = new Worker(handler.name, (job: Job) => handler.run(job.data), {
          connection: own,
          prefix,
          concurrency: handler.concurrency,
          lockDuration: LOCK_MS,
          stalledInterval: STALLED_CHECK_MS,
          maxStalledCount: 10,
        });
        worker.on('failed', (job, err) =>
          log.warn({ err, job: handler.name, jobId: job?.id, attempt: job?.attemptsMade }, 'job failed'),
        );
        worker.on('error', (err) => log.debug({ err, job: handler.name }, 'worker connection failed'));
        workers.push(worker);
      }
    },
    async close() {
      const ended = (async () => {
        await Promise.all(workers.map((worker) => worker.close()));
        await Promise.all(pending);
        await Promise.all([...queues.values()].map((queue) => queue.close()));
      })();
      // Without Redis nothing ever ends in good order; what is open is found again by the sweeps.
      await Promise.race([ended.catch(() => {}), new Promise((resolve) => setTimeout(resolve, CLOSE_MS_MAX).unref())]);
      for (const redis of [connection, ...blocking]) redis.disconnect();
    },
    async ping() {
      await connection.ping();
    },
    async counts() {
      const names = [...queues.keys()];
      const counts = await Promise.all(
        names.map(async (name) => {
          // BullMQ keeps those with a priority apart; they wait like the others.
          const {
            wait = 0,
            prioritized = 0,
            ...others
          } = await queueOf(name).getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed');
          return { wait: wait + prioritized, ...others };
        }),
      );
      return Object.fromEntries(names.map((name, index) => [name, counts[index] ?? {}]));
    },
  };
}

/** A Redis connection that keeps trying and logs that it is down, once per outage. */
export function openRedis(url: string, options: RedisOptions, log: Logger): Redis {
  const redis = new Redis(url, { ...options, retryStrategy: (attempt) => Math.min(100 * attempt, 2_000) });
  let down = false;
  redis.on('error', (err) => {
    if (!down) log.error({ err }, 'redis is down');
    down = true;
  });
  redis.on('ready', () => {
    down = false;
  });
  return redis;
}
