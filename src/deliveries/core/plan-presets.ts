import type { Plan } from './sending-policy.js';

/**
 * LINE's monthly plans per market as published, without tax, to start a channel's plan table from. Prices change: the table
 * of a channel is data with dates. Sources: LINE for Business price pages of Taiwan (since 2023-09), Japan (since 2023-06)
 * and Thailand, read in 2026. Steps that LINE gives only as "falling" hold their first price, an upper bound.
 */
export const PLAN_PRESETS: Record<string, Plan> = {
  'tw-light': { name: '輕用量', from: '2023-09-01', currency: 'TWD', fee: 0, included: 200, extra: [] },
  'tw-medium': { name: '中用量', from: '2023-09-01', currency: 'TWD', fee: 800, included: 3_000, extra: [] },
  'tw-high': {
    name: '高用量',
    from: '2023-09-01',
    currency: 'TWD',
    fee: 1_200,
    included: 6_000,
    extra: [{ upTo: null, each: 0.2 }],
  },
  'jp-communication': {
    name: 'コミュニケーション',
    from: '2023-06-01',
    currency: 'JPY',
    fee: 0,
    included: 200,
    extra: [],
  },
  'jp-light': { name: 'ライト', from: '2023-06-01', currency: 'JPY', fee: 5_000, included: 5_000, extra: [] },
  'jp-standard': {
    name: 'スタンダード',
    from: '2023-06-01',
    currency: 'JPY',
    fee: 15_000,
    included: 30_000,
    extra: [
      { upTo: 50_000, each: 3 },
      { upTo: null, each: 2.8 },
    ],
  },
  'th-free': { name: 'Free', from: '2023-02-01', currency: 'THB', fee: 0, included: 300, extra: [] },
  'th-basic': {
    name: 'Basic',
    from: '2023-02-01',
    currency: 'THB',
    fee: 1_280,
    included: 15_000,
    extra: [{ upTo: null, each: 0.1 }],
  },
  'th-pro': {
    name: 'Pro',
    from: '2023-02-01',
    currency: 'THB',
    fee: 1_780,
    included: 35_000,
    extra: [{ upTo: null, each: 0.06 }],
  },
};
