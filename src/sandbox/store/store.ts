import { Catalog } from './engine/catalog.js';
import { Environment } from './engine/environment.js';
import { lockFolder } from './folder-lock.js';
import { CursorRegistry } from './cursor-registry.js';

/** Everything the commands work on. */
export interface Store {
  environment: Environment;
  catalog: Catalog;
  cursors: CursorRegistry;
  startedAt: Date;
  /** Waits for the writes at hand, closes the data and gives the folder back. */
  close(): Promise<void>;
}

/** Opens the data in a folder. */
export function openStore(path: string, flushEachCommit: boolean): Store {
  const unlock = lockFolder(path);
  try {
    return openLocked(path, flushEachCommit, unlock);
  } catch (cause) {
    unlock();
    throw cause;
  }
}

function openLocked(path: string, flushEachCommit: boolean, unlock: () => void): Store {
  const environment = new Environment(path, flushEachCommit);
  return {
    environment,
    catalog: new Catalog(environment),
    cursors: new CursorRegistry(),
    startedAt: new Date(),
    close: async () => {
      await environment.close();
      unlock();
    },
  };
}
