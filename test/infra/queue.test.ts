import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createLogger } from '../../src/infra/logger.js';
import { createJobQueues } from '../../src/infra/queue/queue.js';
import { eventually } from '../support/eventually.js';

test('who comes alone does not wait for the many before them, and all are counted as waiting', async () => {
  const redisUrl = process.env['TEST_REDIS_URL'] ?? '';
  const queues = createJobQueues({ redisUrl, prefix: `test-${randomUUID()}`, log: createLogger('silent', 'worker') });
  try {
    const many = Array.from({ length: 30 }, (_, number) => ({ who: `one of many ${number}` }));
    queues.wake('meet', many, { isBulk: true });
    queues.wake('meet', [{ who: 'a person' }]);
    await eventually(async () => expect((await queues.counts())['meet']).toMatchObject({ wait: 31 }));
    const met: string[] = [];
    queues.work([
      { name: 'meet', concurrency: 1, run: async (payload) => void met.push((payload as { who: string }).who) },
    ]);
    await eventually(() => expect(met).toHaveLength(31));
    expect(met[0]).toBe('a person');
  } finally {
    await queues.close();
  }
});
