import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections (Linux from 32,768, others from 49,152): a client that
// connects between the look and the start of what was to listen there cannot get it.
const LOWEST = 10_000;
const HIGHEST = 32_767;
const TRIES_MAX = 100;

/** A port of the loopback interface that nobody listens on now, and that no outgoing connection gets meanwhile. */
export async function findFreePort() {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port was found among ${TRIES_MAX} from ${LOWEST} to ${HIGHEST}.`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
