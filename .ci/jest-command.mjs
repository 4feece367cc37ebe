import { join } from 'node:path';
import { ROOT } from './run-command.mjs';

const NODE_FLAGS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
const WORKERS = 2;

/** Arguments of Node that run Jest. */
export function jestArguments(args) {
  const choosesWorkers = args.some((arg) => /^(-i|-w|--runInBand|--maxWorkers)(=|$)/.test(arg));
  const workers = choosesWorkers ? [] : [`--maxWorkers=${WORKERS}`];
  return [join(ROOT, 'node_modules/jest/bin/jest.js'), ...workers, ...args];
}

/** The environment that Jest needs for native ES modules. */
export function jestEnvironment(environment) {
  return { ...environment, NODE_OPTIONS: [environment.NODE_OPTIONS, NODE_FLAGS].filter(Boolean).join(' ') };
}
