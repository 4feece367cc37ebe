import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createTokenBucket } from '../../src/infra/token-bucket.js';

/** A Redis that answers each visit with the next of these: tokens granted, minus milliseconds to wait, or away. */
function aRedis(answers: (number | 'away')[]) {
  const visits: unknown[][] = [];
  const redis = {
    async eval(_script: string, _keys: number, ...args: unknown[]): Promise<number> {
      visits.push(args);
      const answer = answers[Math.min(visits.length, answers.length) - 1];
      if (answer === 'away' || answer === undefined) throw new Error('Connection is closed.');
      return answer;
    },
  };
  return { bucket: createTokenBucket(redis as unknown as Redis, 'test'), visits };
}
const times = (count: number, take: () => Promise<void>) => Promise.all(Array.from({ length: count }, take));

describe('a token bucket', () => {
  test('is visited once for several tokens: a fiftieth of a second’s worth, of a capacity of a tenth', async () => {
    const { bucket, visits } = aRedis([40]);
    await times(40, () => bucket.take('channel:push', 2_000));
    expect(visits).toEqual([['test:rate:channel:push', 2_000, 200, 40]]);
    await bucket.take('channel:push', 2_000);
    expect(visits).toHaveLength(2);
  });

  test('is visited for at least one token, however slow the rate', async () => {
    const { bucket, visits } = aRedis([1]);
    await times(3, () => bucket.take('channel:create', 3));
    expect(visits).toEqual(Array.from({ length: 3 }, () => ['test:rate:channel:create', 3, 1, 1]));
  });

  test('keeps keys apart', async () => {
    const { bucket, visits } = aRedis([40]);
    await bucket.take('one:push', 2_000);
    await bucket.take('other:push', 2_000);
    expect(visits.map(([key]) => key)).toEqual(['test:rate:one:push', 'test:rate:other:push']);
  });

  test('lets nobody pass who was told to wait, until a visit grants', async () => {
    const { bucket, visits } = aRedis([-1, -1, 1]);
    await bucket.take('channel:push', 2_000);
    expect(visits).toHaveLength(3);
  });

  test('still lets pass while Redis is away', async () => {
    const { bucket, visits } = aRedis(['away']);
    await times(4, () => bucket.take('channel:multicast', 200));
    expect(visits).toHaveLength(1);
  });
});

describe('a slow bucket', () => {
  const redis = new Redis(process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379');
  const prefix = `slow-${randomUUID()}`;
  const hourly = { count: 54, perMs: 3_600_000 };
  afterAll(() => redis.disconnect());
  const workers = Array.from({ length: 3 }, () => createTokenBucket(redis, prefix));
  const takeAll = async (key: string, tries: number) => {
    const waits = await Promise.all(
      Array.from({ length: tries }, async (_, index) => workers[index % workers.length]?.tryTake(key, hourly) ?? 1),
    );
    return { granted: waits.filter((waitMs) => waitMs === 0).length, waits: waits.filter((waitMs) => waitMs > 0) };
  };

  test('grants a tenth of an hour at once, over all workers, and then says how long the next one takes', async () => {
    const { granted, waits } = await takeAll('broadcast', 30);
    expect(granted).toBe(6);
    expect(Math.max(...waits)).toBeLessThanOrEqual(66_667);
    expect(Math.min(...waits)).toBeGreaterThan(60_000);
    expect(await takeAll('narrowcast', 6)).toMatchObject({ granted: 6 });
  });

  test('is remembered until it would be full, so nobody who comes back finds it full sooner', async () => {
    const key = `${prefix}:rate:broadcast`;
    expect(await redis.pttl(key)).toBeGreaterThan(380_000);
    await redis.hincrbyfloat(key, 'at', -70_000);
    expect(await takeAll('broadcast', 3)).toMatchObject({ granted: 1 });
  });

  test('lets each process alone pass a tenth of the rate while Redis is away', async () => {
    const { bucket } = aRedis(['away']);
    expect(await bucket.tryTake('channel:broadcast', hourly)).toBe(0);
    const waitMs = await bucket.tryTake('channel:broadcast', hourly);
    expect(waitMs).toBeGreaterThan(660_000);
    expect(waitMs).toBeLessThanOrEqual(666_667);
  });
});
