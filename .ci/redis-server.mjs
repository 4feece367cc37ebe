import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run, runAndCapture } from './run-command.mjs';

const SERVERS = ['redis-server', 'valkey-server'];

const HOW_TO_INSTALL =
  'Lifeline needs Redis. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis; ' +
  'elsewhere: redis-server or valkey-server on the PATH) or set REDIS_URL to a running one.';

/** Does nothing when REDIS_URL is set or a server is installed; else installs one where that is possible. */
export async function ensureRedis(environment, step) {
  if (environment.REDIS_URL || (await findRedisServer(environment))) return;
  const asRoot = await findRootShell(environment);
  if (!asRoot) throw new Error(HOW_TO_INSTALL);
  await step('Installing redis-server with apt-get', () => run(asRoot[0], [...asRoot.slice(1), APT_INSTALL]));
  await requireRedisServer(environment);
}

/** Path of the installed server; throws a sentence that says how to install one. */
export async function requireRedisServer(environment) {
  const server = await findRedisServer(environment);
  if (!server) throw new Error(HOW_TO_INSTALL);
  return server;
}

/** Path of a redis-server or valkey-server on the PATH, or null. */
export async function findRedisServer({ PATH = '' }) {
  return findOnPath(SERVERS, PATH);
}

/**
 * Installs without starting or enabling the system's own service: we run a private server, and leave every port alone.
 * policy-rc.d is how Debian packages are told not to start services.
 */
const APT_INSTALL = `
set -e
export DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin"
guard=/usr/sbin/policy-rc.d
if [ ! -e "$guard" ]; then
  trap 'rm -f "$guard"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$guard"
  chmod 755 "$guard"
fi
apt-get -q update
apt-get -q -o DPkg::Lock::Timeout=120 install -y --no-install-recommends redis-server
if command -v systemctl > /dev/null; then systemctl disable redis-server; fi
`;

/** The command that runs a shell script as root on Debian or Ubuntu, or null. */
async function findRootShell({ PATH = '' }) {
  if (!(await findOnPath(['apt-get'], PATH))) return null;
  if (process.getuid?.() === 0) return ['sh', '-c'];
  if (!(await findOnPath(['sudo'], PATH))) return null;
  const { code } = await runAndCapture('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n', 'sh', '-c'] : null;
}

async function findOnPath(names, path) {
  for (const name of names) {
    for (const folder of path.split(delimiter).filter(Boolean)) {
      const file = join(folder, name);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  return null;
}
