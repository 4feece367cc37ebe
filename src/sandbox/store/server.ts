import { createServer, type Server, type Socket } from 'node:net';
import { serveConnection } from './connection.js';
import type { Store } from './store.js';

const CONNECTIONS_MAX = 2000; // drivers open 100 per process by default

/** A listening server. */
export interface StoreServer {
  port: number;
  close(): Promise<void>;
}

/** Listens for clients; a port that is taken is said in a sentence. */
export async function listen(store: Store, host: string, port: number): Promise<StoreServer> {
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  const server = createServer((socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(store, socket, connectionCount);
  });
  server.maxConnections = CONNECTIONS_MAX;
  const bound = await bind(server, host, port);
  return {
    port: bound,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(
        isTaken ? new Error(`The store cannot start: port ${port} on ${host} is already taken.`, { cause }) : cause,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
