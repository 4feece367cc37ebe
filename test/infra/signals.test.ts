import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createSignals, type Signals } from '../../src/infra/signals.js';
import { eventually } from '../support/eventually.js';

const url = process.env['TEST_REDIS_URL'] ?? '';
const prefix = `signals-${process.pid}`;
const opened: Redis[] = [];
const open = (options = {}) => {
  const redis = new Redis(url, options);
  opened.push(redis);
  return redis;
};
let signals: Signals;
const heard: unknown[] = [];
let published = 0;
beforeAll(async () => {
  const redis = open();
  signals = createSignals({
    redis: {
      publish: (channel: string, text: string) => {
        published += 1;
        return redis.publish(channel, text);
      },
    },
    openSubscriber: () => open({ autoResubscribe: false, retryStrategy: () => 10 }),
    prefix,
    log: pino({ level: 'silent' }),
  });
  signals.listen((one) => heard.push(one));
  await eventually(() => expect(heard).toEqual([null]));
});
afterAll(() => {
  for (const redis of opened) redis.disconnect();
});

test('what is signalled together is one message, each id once; too many are not named', async () => {
  signals.signal('a', ['1', '2']);
  signals.signal('a', ['2']);
  signals.signal('b', ['3']);
  signals.signal('b', []);
  await eventually(() =>
    expect(heard.slice(1)).toEqual([
      { topic: 'a', ids: ['1', '2'] },
      { topic: 'b', ids: ['3'] },
    ]),
  );
  expect(published).toBe(1);
  signals.signal(
    'a',
    Array.from({ length: 1_001 }, (_, index) => String(index)),
  );
  await eventually(() => expect(heard.slice(3)).toEqual([null]));
});

test('after an outage whoever listens hears that something may have been missed', async () => {
  const before = heard.length;
  opened.at(-1)?.disconnect(true);
  await eventually(() => expect(heard.slice(before)).toEqual([null]));
  signals.signal('a', ['9']);
  await eventually(() => expect(heard.at(-1)).toEqual({ topic: 'a', ids: ['9'] }));
});
