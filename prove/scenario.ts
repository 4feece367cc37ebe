import type { Row } from './row.js';
import type { Stage } from './stage.js';

/** What a run was asked for. */
export interface ProveOptions {
  seed: number;
  /** Random kills. */
  kills: number;
  /** Friends of each campaign that is disturbed; named points take a fiftieth. */
  friends: number;
}

/** Sends while something is broken on purpose; resolves to a row per campaign or group of them. */
export type Scenario = (stage: Stage, options: ProveOptions) => Promise<Row[]>;
