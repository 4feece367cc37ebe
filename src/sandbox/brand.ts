import type { AutoResponseDefinition } from '../autoresponses/core/auto-response.js';
import type { SegmentRule } from '../segments/core/rule.js';
import type { SurveyDefinition } from '../surveys/core/survey.js';
import type { TagRuleInput } from '../tags/core/rules.js';
import type { TagInput } from '../tags/core/tag.js';

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
