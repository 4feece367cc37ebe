import type { SegmentRule } from '../src/segments/core/rule.js';
import type { ApiClient } from '../src/sandbox/api-client.js';
import { INTEREST, SERVICE, setUpBrand } from './brand.js';
import type { Figure } from './figure.js';
import { insertFriends } from './friends.js';
import { withInstallation } from './installation.js';
import type { BenchResult, Engine } from './result.js';
import { percentile } from './statistics.js';

const ROUNDS = 40;
const LONG_ROUNDS = 20;
const LONG_FRIENDS = 100_000; // from here on a round may take seconds
const WARM_UP_ROUNDS = 3;

/** What a marketer asks: keen on a test ride by now, or a good customer, and not one who was in service lately. */
const NESTED: SegmentRule = {
  all: [
    { standing: 'following' },
    {
      any: [
        { tag: INTEREST.tagId, intensity: { gte: 4 } },
        { all: [{ stage: ['retain', 'grow'] }, { orders: { count: { gte: 3 } } }, { language: ['zh-TW', 'ja'] }] },
      ],
    },
    { not: { tag: SERVICE.tagId, appliedWithin: '14d' } },
  ],
};

/** A rule that an index answers: the strongest few of a tag, in one stage. */
const INDEXED: SegmentRule = {
  all: [{ tag: INTEREST.tagId, intensity: { gte: 6 } }, { stage: ['grow'] }],
};

/** How long rules take to count and to preview through the API, as the number of friends grows. */
export const measureSegmentCount: Figure = (services, { segmentFriends }) =>
  withInstallation(services, async ({ api }) => {
    await setUpBrand(api);
    const results: BenchResult[] = [];
    let inserted = 0;
    for (const friends of segmentFriends.toSorted((one, other) => one - other)) {
      await insertFriends(friends, inserted);
      inserted = friends;
      results.push(...(await measureAt(api, friends, services.engine)));
    }
    return results;
  });

async function measureAt(api: ApiClient, friends: number, engine: Engine): Promise<BenchResult[]> {
  const count = (rule: SegmentRule) => async () => {
    const answer = await api.post<{ count: number }>('/api/v1/segments/count', { rule });
    return answer.count;
  };
  const preview = (rule: SegmentRule) => async () => {
    const answer = await api.post<{ count: number }>('/api/v1/segments/preview', { rule });
    return answer.count;
  };
  return [
    ...(await measureOne('segment-count', count(NESTED), friends, engine)),
    ...(await measureOne('segment-preview', preview(NESTED), friends, engine)),
    ...(await measureOne('segment-preview-indexed', preview(INDEXED), friends, engine)),
  ];
}

async function measureOne(
  name: string,
  ask: () => Promise<number>,
  friends: number,
  engine: Engine,
): Promise<BenchResult[]> {
  const milliseconds: number[] = [];
  const rounds = friends >= LONG_FRIENDS ? LONG_ROUNDS : ROUNDS;
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round += 1) {
    const startedAt = performance.now();
    const counted = await ask();
    if (round >= WARM_UP_ROUNDS) milliseconds.push(performance.now() - startedAt);
    if (counted === 0 || counted === friends) throw new Error(`${name} finds ${counted} of ${friends}: no figure.`);
  }
  const common = { unit: 'ms', engine, n: friends };
  return [
    { name: `${name}-p50`, value: percentile(milliseconds, 0.5), ...common },
    { name: `${name}-p95`, value: percentile(milliseconds, 0.95), ...common },
  ];
}
