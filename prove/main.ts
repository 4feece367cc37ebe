import { parseArgs } from 'node:util';
import { DISTURBANCES } from './disturb.js';
import { killAtPoints } from './kill-at-points.js';
import { killRandomly } from './kill-randomly.js';
import { formatLine, formatTable, isProven, type Row } from './row.js';
import type { ProveOptions, Scenario } from './scenario.js';
import { withStage } from './stage.js';

const SCENARIOS: Record<string, Scenario> = {
  'kill-points': killAtPoints,
  'random-kills': killRandomly,
  ...DISTURBANCES,
};

/** `npm run prove`: breaks sending in every way we know, and exits with 1 unless LINE's ledger shows nothing lost and nothing twice. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      kills: { type: 'string', default: '200' },
      friends: { type: 'string', default: '5000' },
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: Object.keys(SCENARIOS) },
    },
  });
  const options: ProveOptions = {
    seed: countOf('--seed', values.seed),
    kills: countOf('--kills', values.kills),
    friends: countOf('--friends', values.friends),
  };
  const unknown = values.only.find((name) => !Object.hasOwn(SCENARIOS, name));
  if (unknown !== undefined)
    throw new Error(`There is no scenario ${unknown}; there are ${Object.keys(SCENARIOS).join(', ')}.`);
  // Redis and store are killed here: they must be nobody else's.
  delete process.env['REDIS_URL'];
  delete process.env['MONGODB_URI'];

  const rows: Row[] = [];
  await withStage(async (stage) => {
    for (const [name, play] of Object.entries(SCENARIOS)) {
      if (!values.only.includes(name)) continue;
      if (!values.json) console.log(`${name} ...`);
      for (const row of await play(stage, options)) {
        rows.push(row);
        if (values.json) console.log(formatLine(row));
      }
    }
  });
  if (!values.json) console.log(`\n${formatTable(rows)}`);
  if (!rows.every(isProven)) process.exitCode = 1;
}

function countOf(option: string, given: string): number {
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${option} must be a whole number above 0, not ${given}.`);
  return count;
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
