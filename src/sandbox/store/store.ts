import { Catalog } from './engine/catalog.js';
import { Environment } from './engine/environment.js';
import { CursorRegistry } from './cursor-registry.js';

/** Everything the commands work on. */
export interface Store {
  environment: Environment;
  catalog: Catalog;
  cursors: CursorRegistry;
  startedAt: Date;
}

/** Opens the data in a folder. */
export function openStore(path: string, flushEachCommit: boolean): Store {
  const environment = new Environment(path, flushEachCommit);
  return { environment, catalog: new Catalog(environment), cursors: new CursorRegistry(), startedAt: new Date() };
}
