import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

const READY_WAIT_MS = 30_000;
const PATIENCE_SECONDS = 10;
const STOP_MARGIN_MS = 5_000;

/**
 * Runs the server and ends it as soon as standard input closes, which the kernel does for us when the parent dies in any way.
 * A server that does not end on SIGTERM within its patience is killed.
 */
const GUARD = `
patience=$1
shift
exec 3<&0
"$@" < /dev/null &
server=$!
(
  exec > /dev/null 2>&1
  cat <&3
  kill "$server"
  while [ "$patience" -gt 0 ]; do
    sleep 1
    kill -0 "$server" || exit
    patience=$((patience - 1))
  done
  kill -9 "$server"
) &
exec 3<&-
wait "$server"
`;

/**
 * Starts a server that ends with this process, and waits until it prints `ready`.
 * Resolves to the match, to stop() and kill(), which wait until the server has ended, in good order or at once, and to `ended`,
 * which resolves to its exit code however it ends. `logFile` gets all that it prints.
 */
export async function startGuarded(
  command,
  args,
  { ready, env = process.env, logFile, patienceSeconds = PATIENCE_SECONDS },
) {
  // A session of its own, so that Ctrl-C reaches the server only through the guard, after whoever uses it has closed.
  const child = spawn('sh', ['-c', GUARD, 'guard', String(patienceSeconds), command, ...args], { detached: true, env });
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
    child.on('error', resolve);
  });
  if (logFile) keepLog(child, logFile);
  child.stdin.on('error', () => {}); // the guard is gone already: that is what closing would have asked for
  const stop = async () => {
    child.stdin.end();
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), patienceSeconds * 1000 + STOP_MARGIN_MS);
    await ended;
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const kill = async () => {
    process.kill(-child.pid, 'SIGKILL'); // the guard with it: nothing is left to end
    await ended;
  };
  try {
    return { match: await waitUntilReady(child, ready, [command, ...args].join(' ')), stop, kill, ended };
  } catch (err) {
    await stop();
    throw err;
  }
}

function keepLog(child, logFile) {
  const log = createWriteStream(logFile, { flags: 'a' });
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => log.write(chunk));
  child.on('close', () => log.end());
}

function waitUntilReady(child, ready, name) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason) => reject(new Error(`${name} ${reason}.\n${output}`));
    const timer = setTimeout(() => fail(`was not ready after ${READY_WAIT_MS / 1000} s`), READY_WAIT_MS);
    const read = (chunk) => {
      if (output === null) return; // ready: keep the pipe flowing, keep nothing
      output += chunk;
      const match = ready.exec(output);
      if (!match) return;
      clearTimeout(timer);
      output = null;
      resolve(match);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', (err) => fail(`cannot be started: ${err.message}`));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      fail(`ended before it was ready (${code ?? signal})`);
    });
  });
}
