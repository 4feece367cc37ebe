import type { SegmentRule } from '../../segments/core/rule.js';

/** The rule that a campaign's audience meets: the chosen friends without the excluded ones. */
export const audienceRule = ({
  audience,
  exclude,
}: {
  audience: SegmentRule;
  exclude: SegmentRule | null;
}): SegmentRule => (exclude === null ? audience : { all: [audience, { not: exclude }] });
