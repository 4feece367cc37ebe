import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';
import { ConflictError } from '../../errors.js';

const DRAIN_MS_MAX = 10_000;

/** A server that listens. */
export interface Listener {
  port: number;
  /** Takes no new connection, lets requests that run end, and cuts off what takes too long. */
  stop(): Promise<void>;
}

/** Listens on a port, any free one for 0; ConflictError when it is taken. */
export async function listen(http: Express, port: number): Promise<Listener> {
  const server = createServer(http);
  // LINE and proxies reuse connections; ours must outlive theirs.
  server.keepAliveTimeout = 65_000;
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.on('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  server.listen(port);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE')
      throw new ConflictError(`Port ${port} is taken. Stop what uses it, or set another one.`);
    throw error;
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Browsers open connections ahead; Node does not count them as idle.
      for (const socket of unused) socket.destroy();
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
      await closed;
      clearTimeout(cut);
    },
  };
}
