import { expect, test } from '@jest/globals';
import type { LineGateway } from '../../src/line/gateway.js';
import { rateLimited } from '../../src/line/rate-limited.js';

/** A gateway limited by a limiter that writes down each turn and call. */
function aLimitedGateway({ isOpen = true } = {}) {
  const steps: string[] = [];
  const called = (name: string) => async () => void steps.push(name);
  const methods = ['reply', 'push', 'multicast', 'getProfile', 'linkRichMenu', 'getBotUserId'];
  const connect = rateLimited(
    () => Object.fromEntries(methods.map((name) => [name, called(name)])) as unknown as LineGateway,
    async (key, perSecond) => {
      steps.push(`${key} at ${perSecond}/s`);
      if (!isOpen) throw new Error('closed');
    },
  );
  return { gateway: connect({ channelId: '1650000001', accessToken: 'token' }), steps };
}

const calls: [string, (gateway: LineGateway) => Promise<unknown>, string[]][] = [
  ['reply', (line) => line.reply('token', []), ['1650000001:reply at 1800/s', 'reply']],
  ['push', (line) => line.push('U1', [], { retryKey: 'k' }), ['1650000001:push at 1800/s', 'push']],
  [
    'multicast',
    (line) => line.multicast(['U1'], [], { retryKey: 'k' }),
    ['1650000001:multicast at 180/s', 'multicast'],
  ],
  ['getProfile', (line) => line.getProfile('U1'), ['1650000001:profile at 1800/s', 'getProfile']],
  ['linkRichMenu', (line) => line.linkRichMenu('U1', 'm1'), ['1650000001:linkRichMenu at 1800/s', 'linkRichMenu']],
];

test.each(calls)("%s waits for its turn, per channel, below LINE's rate", async (_method, call, expected) => {
  const { gateway, steps } = aLimitedGateway();
  await call(gateway);
  expect(steps).toEqual(expected);
});

test.each(calls)('%s does not leave without a turn', async (_method, call, [turn]) => {
  const { gateway, steps } = aLimitedGateway({ isOpen: false });
  await expect(call(gateway)).rejects.toThrow('closed');
  expect(steps).toEqual([turn]);
});

test('what LINE does not limit that tightly goes straight through', async () => {
  const { gateway, steps } = aLimitedGateway();
  await gateway.getBotUserId();
  expect(steps).toEqual(['getBotUserId']);
});
