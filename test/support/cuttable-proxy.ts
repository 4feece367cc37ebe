import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { findFreePort } from '../../.ci/free-port.mjs';

/** A way to a server that can be cut and mended: an outage of that server, as its clients see it. */
export interface CuttableProxy {
  port: number;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startCuttableProxy(target: { host: string; port: number }): Promise<CuttableProxy> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  // While it is cut nobody who connects elsewhere may come by its port.
  const port = await findFreePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut() {
      isCut = true;
      // Nothing listens any more, as when a server is gone: who connects is refused.
      server.close();
      destroyAll();
    },
    mend() {
      if (isCut) server.listen(port, '127.0.0.1');
      isCut = false;
    },
    async close() {
      destroyAll();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
