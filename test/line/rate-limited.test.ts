import { expect, test } from '@jest/globals';
import { LineRateLimitError } from '../../src/line/errors.js';
import type { LineGateway } from '../../src/line/gateway.js';
import { rateLimited } from '../../src/line/rate-limited.js';

/** A gateway limited by a limiter that writes down each turn and call. */
function aLimitedGateway({ isOpen = true } = {}) {
  const steps: string[] = [];
  const called = (name: string) => async () => void steps.push(name);
  const methods = [
    ...['reply', 'push', 'multicast', 'getProfile', 'getMemberProfile', 'getBotUserId', 'broadcast'],
    ...['linkRichMenu', 'unlinkRichMenu', 'linkRichMenus', 'unlinkRichMenus', 'getLinkedRichMenu'],
    ...['replaceRichMenu', 'getMenuBatchPhase'],
  ];
  const connect = rateLimited(
    () => Object.fromEntries(methods.map((name) => [name, called(name)])) as unknown as LineGateway,
    {
      async take(key, perSecond) {
        steps.push(`${key} at ${perSecond}/s`);
        if (!isOpen) throw new Error('closed');
      },
      async tryTake(key, { count, perMs }) {
        steps.push(`${key} at ${count} in ${perMs} ms`);
        return isOpen ? 0 : 66_000;
      },
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
  [
    'getMemberProfile',
    (line) => line.getMemberProfile('C1', 'U1'),
    ['1650000001:memberProfile at 1800/s', 'getMemberProfile'],
  ],
  ['getProfile', (line) => line.getProfile('U1'), ['1650000001:profile at 1800/s', 'getProfile']],
  ['linkRichMenu', (line) => line.linkRichMenu('U1', 'm1'), ['1650000001:linkRichMenu at 1800/s', 'linkRichMenu']],
  ['unlinkRichMenu', (line) => line.unlinkRichMenu('U1'), ['1650000001:unlinkRichMenu at 1800/s', 'unlinkRichMenu']],
  [
    'linkRichMenus',
    (line) => line.linkRichMenus(['U1'], 'm1'),
    ['1650000001:linkRichMenus at 1800/s', 'linkRichMenus'],
  ],
  [
    'unlinkRichMenus',
    (line) => line.unlinkRichMenus(['U1']),
    ['1650000001:unlinkRichMenus at 1800/s', 'unlinkRichMenus'],
  ],
  [
    'getLinkedRichMenu',
    (line) => line.getLinkedRichMenu('U1'),
    ['1650000001:getLinkedRichMenu at 1800/s', 'getLinkedRichMenu'],
  ],
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

test('what LINE counts by the hour does not wait for its turn: it fails as if LINE had said so, and says when', async () => {
  const turn = '1650000001:broadcast at 54 in 3600000 ms';
  const open = aLimitedGateway();
  await open.gateway.broadcast([], { retryKey: 'k' });
  expect(open.steps).toEqual([turn, 'broadcast']);
  const closed = aLimitedGateway({ isOpen: false });
  await expect(closed.gateway.broadcast([], { retryKey: 'k' })).rejects.toThrow(LineRateLimitError);
  await expect(closed.gateway.broadcast([], { retryKey: 'k' })).rejects.toThrow('60 per 60 min is in 66000 ms');
  expect(closed.steps).toEqual([turn, turn]);
});
