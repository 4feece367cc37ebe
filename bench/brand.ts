import type { StagePolicy } from '../src/lifecycle/core/policy.js';
import type { TagRuleInput } from '../src/tags/core/rules.js';
import type { TagInput } from '../src/tags/core/tag.js';
import type { ApiClient } from '../src/sandbox/api-client.js';

/** What the account of the bench has set up; kept apart from the sandbox's, so that figures stay comparable. */
export const INTEREST = { tagId: 'test-ride-interest', halfLifeDays: 14 };
export const SERVICE = { tagId: 'service-interest', days: 30 };
export const OFFER_WORD = 'offer';

export const TAGS: TagInput[] = [
  {
    tagId: INTEREST.tagId,
    name: 'Wants a test ride',
    intensity: {
      max: 50,
      decay: { kind: 'halfLife', days: INTEREST.halfLifeDays },
      levels: [
        { key: 'L1', min: 1 },
        { key: 'L2', min: 5 },
      ],
    },
  },
  {
    tagId: SERVICE.tagId,
    name: 'Asks about service',
    validity: { ttl: { n: SERVICE.days, unit: 'day' }, onReapply: 'restart' },
  },
  {
    tagId: 'asked-about-offers',
    name: 'Asked about offers',
    validity: { ttl: { n: 72, unit: 'hour' }, onReapply: 'restart' },
  },
];

const TAG_RULES: TagRuleInput[] = [
  ['Writes about test rides', 'test ride', INTEREST.tagId] as const,
  ['Asks about service', 'service', SERVICE.tagId] as const,
  ['Asks about offers', OFFER_WORD, 'asked-about-offers'] as const,
].map(([name, word, tagId]) => ({
  name,
  when: { kind: 'keyword', anyOf: [word], match: 'contains' },
  tagId,
  weight: 1,
}));

const STAGE_POLICY: StagePolicy = {
  stages: [
    { name: 'acquire', enter: null, exit: null },
    { name: 'engage', enter: { tag: INTEREST.tagId, intensity: { gte: 2.5 } }, exit: null },
    { name: 'retain', enter: { orders: { count: { gte: 1 } } }, exit: { orders: { count: { lte: 0 } } } },
    { name: 'grow', enter: { orders: { count: { gte: 3 } } }, exit: { orders: { count: { lte: 2 } } } },
  ],
};

export async function setUpBrand(api: ApiClient): Promise<void> {
  for (const tag of TAGS) await api.post('/api/v1/tags', tag);
  await api.put('/api/v1/stage-policy', STAGE_POLICY);
  for (const rule of TAG_RULES) await api.post('/api/v1/tag-rules', rule);
}
