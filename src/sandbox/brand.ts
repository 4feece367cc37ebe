import type { z } from 'zod';
import type { AutoResponseDefinition } from '../autoresponses/core/auto-response.js';
import type { ItemInput } from '../membership/schemas.js';
import type { CheckInProgram } from '../points/core/check-in.js';
import type { PointRule } from '../points/core/rules.js';
import type { ReferralProgram } from '../referrals/core/program.js';
import { DEFAULT_MENU_RULES, type MenuRules } from '../richmenus/core/menu-rules.js';
import type { SegmentRule } from '../segments/core/rule.js';
import type { SurveyDefinition } from '../surveys/core/survey.js';
import type { TagRuleInput } from '../tags/core/rules.js';
import type { TagInput } from '../tags/core/tag.js';
import type { TierProgram } from '../tiers/core/program.js';

/** What a small EV-scooter brand sets up: data that goes in through the API, as any brand's would. */
export const TAGS: TagInput[] = [
  {
    tagId: 'test-drive-intent',
    name: 'Wants a test ride',
    intensity: {
      max: 50,
      decay: { kind: 'halfLife', days: 14 },
      levels: [
        { key: 'L1', min: 1 },
        { key: 'L2', min: 2.5 },
        { key: 'L3', min: 5.5 },
      ],
    },
  },
  {
    tagId: 'promo-cooldown',
    name: 'Asked about offers lately',
    validity: { ttl: { n: 72, unit: 'hour' }, onReapply: 'restart' },
  },
  {
    tagId: 'service-interest',
    name: 'Asks about service',
    validity: { ttl: { n: 30, unit: 'day' }, onReapply: 'restart' },
  },
];

export const TAG_RULES: TagRuleInput[] = [
  {
    name: 'Taps test ride in a menu',
    when: { kind: 'postback', data: { action: 'test-drive' } },
    tagId: 'test-drive-intent',
    weight: 1,
  },
  {
    name: 'Chooses a day for a test ride',
    when: { kind: 'postback', data: { action: 'test-drive-day' } },
    tagId: 'test-drive-intent',
    weight: 3,
  },
  {
    name: 'Writes about test rides',
    when: { kind: 'keyword', anyOf: ['試乘', '試乗', 'test ride', 'test drive', 'ทดลองขับ'], match: 'contains' },
    tagId: 'test-drive-intent',
    weight: 2,
  },
  {
    name: 'Asks about offers',
    when: { kind: 'keyword', anyOf: ['優惠', 'クーポン', 'offer', 'ส่วนลด'], match: 'contains' },
    tagId: 'promo-cooldown',
    weight: 1,
  },
  {
    name: 'Wants to book service',
    when: { kind: 'postback', data: { action: 'service-booking' } },
    tagId: 'service-interest',
    weight: 1,
  },
];

/** Groups of friends by rule: who is in them follows what they do, and time. */
export const SEGMENTS: { name: string; description: string; rule: SegmentRule }[] = [
  {
    name: 'Keen on a test ride',
    description: 'Asked more than once lately and owns no scooter yet: worth a call.',
    rule: {
      all: [{ tag: 'test-drive-intent', intensity: { gte: 2.5 } }, { not: { verifiedOwner: true } }],
    },
  },
  {
    name: 'May hear of offers',
    description: 'Can be reached and was not busy with offers these three days.',
    rule: {
      all: [{ standing: 'following' }, { blacklisted: false }, { not: { tag: 'promo-cooldown' } }],
    },
  },
  {
    name: 'In touch this week',
    description: 'Wrote or tapped at least twice in seven days.',
    rule: {
      any: [
        { event: 'message.received', count: { gte: 2 }, within: '7d' },
        { event: 'postback.tapped', count: { gte: 2 }, within: '7d' },
      ],
    },
  },
];

export const AUTO_RESPONSES: AutoResponseDefinition[] = [
  {
    name: 'Test ride, tapped',
    when: { kind: 'postback', data: { action: 'test-drive' } },
    template: 'test-ride-info',
    priority: 10,
  },
  {
    name: 'Test ride, written',
    when: { kind: 'keyword', anyOf: ['試乘', '試乗', 'test ride', 'ทดลองขับ'], match: 'contains' },
    template: 'test-ride-info',
    priority: 10,
  },
  {
    name: 'Owner, tapped',
    when: { kind: 'postback', data: { action: 'verify-owner' } },
    template: 'verify-owner',
    priority: 10,
  },
  {
    name: 'Member page, tapped',
    when: { kind: 'postback', data: { action: 'member-page' } },
    template: 'member-page',
    priority: 10,
  },
  {
    name: 'Bringing a friend, tapped',
    when: { kind: 'postback', data: { action: 'refer-friend' } },
    template: 'member-page',
    priority: 10,
  },
];

export const CHECK_IN: z.input<typeof CheckInProgram> = {
  isEnabled: true,
  rewards: [5, 5, 10],
  bonuses: [{ streak: 7, points: 50 }],
};

export const POINT_RULES: z.input<typeof PointRule>[] = [
  { name: 'A point for each NT$100', when: { kind: 'order', currency: 'TWD', points: 1, perMinor: 10_000 } },
  { name: 'A service visit', when: { kind: 'activity', activityKind: 'service.visited', points: 100 } },
];

export const REFERRAL_PROGRAM: z.input<typeof ReferralProgram> = {
  isEnabled: true,
  referrerPoints: 100,
  refereePoints: 50,
  thresholds: [{ count: 5, points: 500 }],
};

export const TIER_PROGRAM: z.input<typeof TierProgram> = {
  tiers: [
    {
      key: 'silver',
      names: { 'zh-TW': '銀卡', ja: 'シルバー', en: 'Silver', th: 'ซิลเวอร์' },
      threshold: 500,
      benefits: [
        {
          key: 'yearly-check',
          names: {
            'zh-TW': '每年一次免費健檢',
            ja: '年1回の無料点検',
            en: 'A free check each year',
            th: 'ตรวจเช็กฟรีปีละครั้ง',
          },
        },
      ],
    },
    {
      key: 'gold',
      names: { 'zh-TW': '金卡', ja: 'ゴールド', en: 'Gold', th: 'โกลด์' },
      threshold: 2_000,
      benefits: [
        {
          key: 'pick-up',
          names: {
            'zh-TW': '保養到府取送車',
            ja: '点検時の引き取りとお届け',
            en: 'Pick-up and return for service',
            th: 'รับและส่งรถเมื่อเข้ารับบริการ',
          },
        },
        {
          key: 'first-rides',
          names: {
            'zh-TW': '新車優先試乘',
            ja: '新型車の先行試乗',
            en: 'First rides on new models',
            th: 'ทดลองขับรุ่นใหม่ก่อนใคร',
          },
        },
      ],
    },
  ],
  basis: { kind: 'points' },
  window: { kind: 'months', months: 12 },
  graceDays: 30,
};

/** The rules that every channel starts with, and the highest tier sees the VIP menu too. */
export const MENU_RULES: MenuRules = {
  rules: DEFAULT_MENU_RULES.rules.map((rule) =>
    rule.menu === 'vip' ? { ...rule, when: { any: [rule.when, { tier: ['gold'] }] } } : rule,
  ),
};

/** Vehicles that were sold and wait for whoever bought them. */
export const ITEMS: z.input<typeof ItemInput>[] = [
  { serial: 'RIDE-2026-0001', model: 'City 125', boughtOn: '2026-03-01', warrantyUntil: '2029-02-28' },
  { serial: 'RIDE-2026-0002', model: 'City 125', boughtOn: '2026-05-20', warrantyUntil: '2029-05-19' },
  { serial: 'RIDE-2026-0003', model: 'Tour 250', phone: '+886900000003' },
];

/** Asked two seconds after the visit, so that somebody who tries it out sees it happen. */
export const SERVICE_SURVEY: SurveyDefinition = {
  name: 'After a service visit',
  trigger: { activityKind: 'service.visited' },
  delaySeconds: 2,
  templates: { ask: 'service-survey', thanks: 'survey-thanks', sorry: 'survey-sorry' },
  lowScoreMax: 2,
};

/** People of the sandbox, called by what they do: how they ride, and the language of their phone. */
export const PERSONAS = [
  { userId: 'U00000000000000000000000000000001', displayName: '台北通勤族', language: 'zh-TW' },
  { userId: 'U00000000000000000000000000000002', displayName: '週末環島騎士', language: 'zh-TW' },
  { userId: 'U00000000000000000000000000000003', displayName: '外送夥伴', language: 'zh-TW' },
  { userId: 'U00000000000000000000000000000004', displayName: '通勤ライダー', language: 'ja' },
  { userId: 'U00000000000000000000000000000005', displayName: '街乗り派', language: 'ja' },
  { userId: 'U00000000000000000000000000000006', displayName: 'Weekend rider', language: 'en' },
  { userId: 'U00000000000000000000000000000007', displayName: 'ไรเดอร์ในเมือง', language: 'th' },
  { userId: 'U00000000000000000000000000000008', displayName: '家有兩台', language: 'zh-TW' },
] as const;

export const ADD_LINKS = ['Store poster', 'Test ride event', 'Website'];
