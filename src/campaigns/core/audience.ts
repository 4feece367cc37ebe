import type { SegmentRule } from '../../segments/core/rule.js';

/** The rule that a campaign's audience meets: the chosen friends without the excluded ones. */
export const audienceRule = ({
  audience,
  exclude,
}: {
  audience: SegmentRule;
  exclude: SegmentRule | null;
}): SegmentRule => (exclude === null ? audience : { all: [audience, { not: exclude }] });

/** What a person should know of an audience before the campaign leaves. */
export function listAudienceWarnings(count: number, passing: number): string[] {
  if (count === 0) return ['Nobody meets the rule of the audience now: sent like this, it reaches nobody.'];
  return passing === 0 ? [`The audience has ${count}, and nobody of them can be reached now.`] : [];
}

/** The same of a content that cannot be made for some of them. */
export function listContentWarnings({
  count,
  tried,
  isEstimate,
  because,
}: {
  count: number;
  tried: number;
  isEstimate: boolean;
  because: string | null;
}): string[] {
  if (because === null) return [];
  const how = isEstimate ? `About ${count} friends, judged by ${tried} of the audience,` : `${count} friends`;
  return [`${how} would get nothing, because the content cannot be made for them; for one: ${because}`];
}
