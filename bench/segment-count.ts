import type { SegmentRule } from '../src/segments/core/rule.js';
import { INTEREST, SERVICE, setUpBrand } from './brand.js';
import type { Figure } from './figure.js';
import { insertFriends } from './friends.js';
import { withInstallation } from './installation.js';
import { percentile } from './statistics.js';

const COUNTS = 60;
const WARM_UP_COUNTS = 5;

/** What a marketer asks: keen on a test ride by now, or a good customer, and not one who was in service lately. */
const RULE: SegmentRule = {
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

/** How long a nested rule with the intensity of a tag takes to count, through the API. */
export const measureSegmentCount: Figure = (services, { friends }) =>
  withInstallation(services, async ({ api }) => {
    await setUpBrand(api);
    await insertFriends(friends);
    const milliseconds: number[] = [];
    let counted = 0;
    for (let round = 0; round < WARM_UP_COUNTS + COUNTS; round += 1) {
      const startedAt = performance.now();
      const { count } = await api.post<{ count: number }>('/api/v1/segments/count', { rule: RULE });
      if (round >= WARM_UP_COUNTS) milliseconds.push(performance.now() - startedAt);
      counted = count;
    }
    if (counted === 0 || counted === friends) throw new Error(`The rule counts ${counted} of ${friends}: no figure.`);
    const common = { unit: 'ms', engine: services.engine, n: friends };
    return [
      { name: 'segment-count-p50', value: percentile(milliseconds, 0.5), ...common },
      { name: 'segment-count-p95', value: percentile(milliseconds, 0.95), ...common },
    ];
  });
