import { InvalidInputError } from '../../errors.js';
import type { Lineage, NamedPolicy, StagePolicy } from './policy.js';

/** What follows a policy as `version`: its stages, with what each was called before. */
export function decidePublication(previous: NamedPolicy, given: StagePolicy, version: number): Required<NamedPolicy> {
  const names = new Set(previous.stages.map(({ name }) => name));
  const lineage = Object.fromEntries(
    given.stages.map(({ name, renamedFrom }): [string, Lineage] => {
      if (renamedFrom !== undefined && !names.has(renamedFrom)) {
        throw new InvalidInputError(
          'invalid_input',
          `Stage ${name}: renamedFrom ${renamedFrom} is not a stage of the policy in force; it has ${[...names].join(', ')}.`,
        );
      }
      const before = renamedFrom ?? name;
      const former = names.has(before) ? (previous.lineage?.[before] ?? [{ name: before, from: 0 }]) : [];
      return [name, former.at(-1)?.name === name ? former : [...former, { name, from: version }]];
    }),
  );
  // The lineage has it now; what is read from a policy can be published again as it is.
  return { stages: given.stages.map(({ renamedFrom: _renamedFrom, ...stage }) => stage), lineage };
}

/** The stages of an older version as the next one: what was renamed since gets its older name back. */
export function decideRollback(present: NamedPolicy, older: StagePolicy, olderVersion: number): StagePolicy {
  const nowCalled = (name: string) =>
    present.stages.find(
      (stage) => (present.lineage?.[stage.name] ?? []).findLast(({ from }) => from <= olderVersion)?.name === name,
    )?.name;
  const stages = older.stages.map((stage) => {
    const now = nowCalled(stage.name);
    return now === undefined || now === stage.name ? stage : { ...stage, renamedFrom: now };
  });
  return { stages };
}
