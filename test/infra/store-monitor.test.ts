import { afterAll, beforeAll, test } from '@jest/globals';
import mongoose from 'mongoose';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchMonitor } from '../../src/infra/mongo/monitor-watch.js';
import { startCuttableProxy } from '../support/cuttable-proxy.js';
import { eventually } from '../support/eventually.js';

const OFTEN_MS = 500;
const AT_ONCE = 20;

// The sockets that the driver opens, as Node announces them.
const sockets: Socket[] = [];
const collect = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
beforeAll(() => subscribe('net.client.socket', collect));
afterAll(() => {
  unsubscribe('net.client.socket', collect);
});

test('operations work again after an outage that ended the connections just as the driver looked at the server', async () => {
  const store = new URL(process.env['TEST_MONGODB_URI'] ?? '');
  const proxy = await startCuttableProxy({ host: store.hostname, port: Number(store.port) });
  const connection = await mongoose
    .createConnection(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, {
      connectTimeoutMS: OFTEN_MS,
      heartbeatFrequencyMS: OFTEN_MS,
      serverSelectionTimeoutMS: OFTEN_MS,
    })
    .asPromise();
  const client = connection.getClient();
  const stopWatching = watchMonitor(client);
  const ping = () => client.db('admin').command({ ping: 1 });
  try {
    await new Promise<void>((resolve) => {
      client.once('serverHeartbeatStarted', () => {
        for (const socket of sockets) socket.destroy();
        resolve();
      });
    });
    // The driver believes the server gone once commands under way fail, and then waits for its next look.
    const gone = new AbortController();
    client.on('serverDescriptionChanged', ({ newDescription }) => {
      if (newDescription.type === 'Unknown') gone.abort();
    });
    while (!gone.signal.aborted) {
      for (let count = 0; count < AT_ONCE; count += 1) ping().catch(() => {});
      await sleep(1);
      proxy.cut();
      proxy.mend();
      await sleep(OFTEN_MS / 10);
    }
    await eventually(ping);
  } finally {
    stopWatching();
    await connection.close();
    await proxy.close();
  }
});
