import { describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
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
