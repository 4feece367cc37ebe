import type { SegmentRule } from '../../segments/core/rule.js';
import type { StagePolicy } from './policy.js';

/** The two models of a lifecycle that ship. */
export const MODELS = ['four', 'five'] as const;
export type Model = (typeof MODELS)[number];

const INTERESTED: SegmentRule = {
  any: [{ tag: 'test-drive-intent', intensity: { gte: 2.5 } }, { verifiedOwner: true }],
};
const boughtAtLeast = (count: number): SegmentRule => ({ orders: { count: { gte: count } } });
const boughtAtMost = (count: number): SegmentRule => ({ orders: { count: { lte: count } } });

const FOUR: StagePolicy = {
  stages: [
    {
      name: 'acquire',
      label: { 'zh-TW': '獲取', ja: '獲得', en: 'Acquire', th: 'ได้ลูกค้า' },
      enter: null,
      exit: null,
      goal: { metric: 'Share of new friends who show interest within 30 days' },
    },
    {
      name: 'engage',
      label: { 'zh-TW': '互動', ja: '関係づくり', en: 'Engage', th: 'สร้างความผูกพัน' },
      enter: INTERESTED,
      exit: null,
      goal: { metric: 'Share of interested friends who buy within 90 days' },
    },
    {
      name: 'retain',
      label: { 'zh-TW': '留存', ja: '維持', en: 'Retain', th: 'รักษาลูกค้า' },
      enter: boughtAtLeast(1),
      exit: boughtAtMost(0),
      goal: { metric: 'Share of customers who buy again within a year' },
    },
    {
      name: 'grow',
      label: { 'zh-TW': '成長', ja: '拡大', en: 'Grow', th: 'เติบโต' },
      enter: boughtAtLeast(3),
      exit: boughtAtMost(2),
      goal: { metric: 'Net sales per customer and year' },
    },
  ],
};

const FIVE: StagePolicy = {
  stages: [
    {
      name: 'reach',
      label: { 'zh-TW': '觸及', ja: '認知', en: 'Reach', th: 'เข้าถึง' },
      enter: null,
      exit: null,
      goal: { metric: 'Share of new friends who show interest within 30 days' },
    },
    {
      name: 'acquire',
      label: { 'zh-TW': '獲取', ja: '獲得', en: 'Acquire', th: 'ได้ลูกค้า' },
      enter: INTERESTED,
      exit: null,
      goal: { metric: 'Share of interested friends who buy within 90 days' },
    },
    {
      name: 'convert',
      label: { 'zh-TW': '轉換', ja: '購入', en: 'Convert', th: 'เปลี่ยนเป็นผู้ซื้อ' },
      enter: boughtAtLeast(1),
      exit: boughtAtMost(0),
      goal: { metric: 'Share of first buyers who buy again within a year' },
    },
    {
      name: 'retain',
      label: { 'zh-TW': '留存', ja: '維持', en: 'Retain', th: 'รักษาลูกค้า' },
      enter: boughtAtLeast(2),
      exit: boughtAtMost(1),
      goal: { metric: 'Share of customers who buy again within a year' },
    },
    {
      name: 'loyalty',
      label: { 'zh-TW': '忠誠', ja: 'ロイヤル', en: 'Loyalty', th: 'ภักดี' },
      enter: boughtAtLeast(3),
      exit: boughtAtMost(2),
      goal: { metric: 'Net sales per customer and year' },
    },
  ],
};

/** Policies to start from. `four` has the rules of the policy that every channel starts with. */
export const TEMPLATES: Record<Model, StagePolicy> = { four: FOUR, five: FIVE };

/**
 * Which stage of one model is which of the other. Four stages do not tell a first purchase from a second; there the orders
 * decide, so that a report in either model counts as if the other template were in force.
 */
export const MAPPING: readonly { four: string; five: string; where: SegmentRule | null }[] = [
  { four: 'acquire', five: 'reach', where: null },
  { four: 'engage', five: 'acquire', where: null },
  { four: 'retain', five: 'convert', where: boughtAtMost(1) },
  { four: 'retain', five: 'retain', where: boughtAtLeast(2) },
  { four: 'grow', five: 'loyalty', where: null },
];

/** The model whose stages a policy has; null for a policy of its own. */
export function modelOf({ stages }: Pick<StagePolicy, 'stages'>): Model | null {
  const names = stages.map(({ name }) => name);
  const isOf = (model: Model) =>
    TEMPLATES[model].stages.length === names.length &&
    TEMPLATES[model].stages.every(({ name }) => names.includes(name));
  return MODELS.find(isOf) ?? null;
}

/** The stages of a model that the friends in `stage` of a policy count as; each with the friends it is for. */
export function countedAs(from: Model, to: Model, stage: string): { stage: string; where: SegmentRule | null }[] {
  if (from === to) return [{ stage, where: null }];
  const rows = MAPPING.filter((row) => row[from] === stage);
  if (to === 'five') return rows.map((row) => ({ stage: row.five, where: row.where }));
  return rows.map((row) => ({ stage: row.four, where: null }));
}

/** A template as it follows a policy: stages of the other model that mean the same are renamed, so that their friends stay. */
export function templateAfter(present: Pick<StagePolicy, 'stages'>, model: Model): StagePolicy {
  const from = modelOf(present);
  if (from === null || from === model) return TEMPLATES[model];
  const stages = TEMPLATES[model].stages.map((stage) => {
    // Of two that became one, the later stage is the one that went on.
    const before = MAPPING.findLast((row) => row[model] === stage.name)?.[from];
    const isShared = MAPPING.some((row) => row[from] === before && row[model] !== stage.name);
    return before === undefined || before === stage.name || isShared ? stage : { ...stage, renamedFrom: before };
  });
  return { stages };
}
