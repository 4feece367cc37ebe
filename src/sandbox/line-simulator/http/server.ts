import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Listens on a port (0 = any free one); a taken port is said in a sentence. */
export async function listen(
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
  host: string,
  port: number,
): Promise<RunningServer> {
  const server = createServer((req, res) => {
    handle(req, res).catch((cause: unknown) => {
      // The caller hung up while we were answering: there is nobody left to tell.
      if (!res.destroyed) res.destroy(cause instanceof Error ? cause : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(whyNot(cause, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://${host}:${taken}`, close: async () => closeServer(server) };
}

function whyNot(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  const sentence = `The LINE simulator cannot listen on ${host}:${port}: another program uses that port already.`;
  return new Error(sentence, { cause });
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
