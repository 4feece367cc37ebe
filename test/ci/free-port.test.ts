import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { findFreePort } from '../../.ci/free-port.mjs';

const LOWEST_OUTGOING = 32_768; // of Linux; other systems begin higher

describe('A free port', () => {
  test('is never one that the system gives to outgoing connections', async () => {
    for (let time = 0; time < 50; time += 1) expect(await findFreePort()).toBeLessThan(LOWEST_OUTGOING);
  });

  test('can be listened on', async () => {
    const port = await findFreePort();
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => server.close(resolve));
  });
});
