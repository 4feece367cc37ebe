import type { SegmentRule } from '../../segments/core/rule.js';
import { findStage, type NamedPolicy, type Stage } from './policy.js';
import { countedAs, modelOf, TEMPLATES, type Model } from './templates.js';

/** A stage as it stands on friends: under the name that it had in a version. Both null for friends nobody looked at yet. */
export interface StoredStage {
  name: string | null;
  policyVersion: number | null;
}

/** Friends of a policy's stage, with all that stands on them for it. */
export interface StageCount {
  stage: string;
  stored: StoredStage[];
  friends: number;
}

/** Which friends count as which stage: in the stages of the policy itself, each friend in exactly one. */
export function countStages(policy: NamedPolicy, counts: (StoredStage & { friends: number })[]): StageCount[] {
  const rows = policy.stages.map(({ name }): StageCount => ({ stage: name, stored: [], friends: 0 }));
  for (const { name, policyVersion, friends } of counts) {
    const stage = name === null ? null : findStage(policy, name, policyVersion ?? 0);
    // Whoever is in a stage that is gone, or in none yet, starts over at the next look.
    const row = rows.find((one) => one.stage === stage) ?? rows[0];
    row?.stored.push({ name, policyVersion });
    if (row) row.friends += friends;
  }
  return rows;
}

/** One line of a report in the stages of a model: where its friends stand in the policy, and which of them, when not all. */
export interface ReportPart {
  stage: string;
  from: string;
  where: SegmentRule | null;
}

/** How the stages of a policy show in a model; `unmapped` are those that it has no place for. */
export function mapToModel(
  policy: NamedPolicy,
  model: Model,
): { stages: Stage[]; parts: ReportPart[]; unmapped: string[] } {
  const own = modelOf(policy);
  const { stages } = TEMPLATES[model];
  const targets = new Set(stages.map(({ name }) => name));
  const parts = policy.stages.flatMap(({ name }): ReportPart[] => {
    if (own) return countedAs(own, model, name).map((row) => ({ from: name, ...row }));
    return targets.has(name) ? [{ from: name, stage: name, where: null }] : [];
  });
  const mapped = new Set(parts.map(({ from }) => from));
  return { stages, parts, unmapped: policy.stages.map(({ name }) => name).filter((name) => !mapped.has(name)) };
}
