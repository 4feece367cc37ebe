import type { SweepDefinition } from '../edges.js';
import { sweepOperationFiles } from './operation-file.js';
import { sweepOperations } from './run-operation.js';

export type { Operation } from './operation.model.js';
export { getOperation } from './end-operation.js';
export { holdings } from './holdings.js';
export { openOperationFile } from './operation-file.js';
export { readOperationCsv } from './read-operation-csv.js';
export { presentOperation } from './present-operation.js';
export { routes } from './routes.js';
export { runOperation } from './run-operation.js';
export { RUN_OPERATION, startOperation, type StartOperationInput } from './start-operation.js';

export const sweeps: SweepDefinition[] = [
  { name: 'operations.open', run: (ctx) => sweepOperations(ctx) },
  { name: 'operations.files', run: (ctx) => sweepOperationFiles(ctx) },
];
