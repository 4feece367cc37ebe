import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run, runAndCapture } from './run-command.mjs';

/**
 * Installs a Debian package where that is possible: as root, or with a sudo that asks for nothing. Resolves to false where it
 * is not. Services stay off: we run private servers, and leave every port alone. policy-rc.d is how packages are told so.
 */
export async function aptInstall(environment, name, step) {
  const asRoot = await findRootShell(environment);
  if (!asRoot) return false;
  await step(`Installing ${name} with apt-get`, () => run(asRoot[0], [...asRoot.slice(1), script(name)]));
  return true;
}

const script = (name) => `
set -e
export DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin"
guard=/usr/sbin/policy-rc.d
if [ ! -e "$guard" ]; then
  trap 'rm -f "$guard"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$guard"
  chmod 755 "$guard"
fi
apt-get -q -o Acquire::http::Timeout=20 -o Acquire::Retries=1 update
apt-get -q -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=120 install -y --no-install-recommends ${name}
if command -v systemctl > /dev/null; then systemctl disable ${name} || true; fi
`;

/** The command that runs a shell script as root on Debian or Ubuntu, or null. */
async function findRootShell({ PATH = '' }) {
  if (!(await findOnPath(['apt-get'], PATH))) return null;
  if (process.getuid?.() === 0) return ['sh', '-c'];
  if (!(await findOnPath(['sudo'], PATH))) return null;
  const { code } = await runAndCapture('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n', 'sh', '-c'] : null;
}

/** The first of these programs on the PATH, or null. */
export async function findOnPath(names, path) {
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
