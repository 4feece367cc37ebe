import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const LOCK_FILE = 'store.pid';

/** Folders this process has open. */
const openFolders = new Set<string>();

/**
 * Takes a folder for one store: two at a time would not see the counts and places that the other holds in memory. The returned
 * function gives it back; a lock left by a process that was killed does not count.
 */
export function lockFolder(path: string): () => void {
  const folder = resolve(path);
  const file = join(folder, LOCK_FILE);
  const owner = openFolders.has(folder) ? process.pid : otherOwner(file);
  if (owner !== undefined) {
    throw new Error(`The store cannot start: process ${owner} has the data in ${folder} open.`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, String(process.pid));
  openFolders.add(folder);
  return () => {
    openFolders.delete(folder);
    rmSync(file, { force: true });
  };
}

function otherOwner(file: string): number | undefined {
  const pid = readPid(file);
  return pid !== undefined && pid !== process.pid && isAlive(pid) ? pid : undefined;
}

function readPid(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // A process of somebody else may not be signalled, but is alive.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
