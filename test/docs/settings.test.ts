import { expect, test } from '@jest/globals';
import { loadConfig, SETTING_SENTENCES } from '../../src/config.js';
import { createMetrics } from '../../src/infra/http/metrics.js';
import { readTable } from './table.js';

const REQUIRED = {
  MONGODB_URI: 'mongodb://127.0.0.1/lifeline',
  REDIS_URL: 'redis://127.0.0.1',
  APP_SECRET: 'x'.repeat(32),
};

test('the page of operations lists every setting, each with its default', async () => {
  const rows = await readTable('docs/OPERATIONS.md', ['Setting', 'Default', 'Meaning']);
  expect(rows.map(([name]) => name)).toEqual(Object.keys(SETTING_SENTENCES));

  const defaults = new Map<string, string | number | undefined>(Object.entries(loadConfig(REQUIRED)));
  const told = rows.filter(([name = '']) => name !== 'PUBLIC_BASE_URL'); // its default is made from another setting
  expect(told.map(([name, value]) => [name, value])).toEqual(
    told.map(([name = '']) => [name, name in REQUIRED ? 'required' : String(defaults.get(name) ?? 'none')]),
  );
});

test('the page of operations lists every metric of ours', async () => {
  const rows = await readTable('docs/OPERATIONS.md', ['Metric', 'What']);
  const { registry } = createMetrics({ queueCounts: async () => ({}), openStreams: () => 0 });
  const ours = registry.getMetricsAsArray().map(({ name }) => name);
  expect(rows.map(([name = '']) => name).filter((name) => name.startsWith('lifeline_'))).toEqual(
    ours.filter((name) => name.startsWith('lifeline_')),
  );
});
