import { z } from 'zod';
import { ActivityKind } from '../../activity/schemas.js';

const templateName = z.string().min(1).max(100);

/** A satisfaction survey: what triggers it, how long after, and what it says. One question, scored 1 to 5. */
export const SurveyDefinition = z.strictObject({
  name: z.string().trim().min(1).max(100),
  trigger: z.strictObject({ activityKind: ActivityKind }),
  delaySeconds: z
    .number()
    .int()
    .min(0)
    .max(90 * 24 * 3600),
  templates: z.strictObject({ ask: templateName, thanks: templateName, sorry: templateName }),
  /** A score of at most this raises a notice. */
  lowScoreMax: z.number().int().min(1).max(5).default(2),
});
export type SurveyDefinition = z.infer<typeof SurveyDefinition>;

/** The answer in a postback's data (`survey=<response id>&score=<1..5>`), or null when it is none. */
export function readAnswer(data: string): { responseId: string; score: number } | null {
  const given = new URLSearchParams(data);
  const responseId = given.get('survey');
  const score = Number(given.get('score'));
  return responseId && Number.isInteger(score) && score >= 1 && score <= 5 ? { responseId, score } : null;
}

/** CSAT: the share of scores of 4 and 5, from 0 to 1; null without answers. */
export function csat(counts: Partial<Record<number, number>>): number | null {
  const total = [1, 2, 3, 4, 5].reduce((sum, score) => sum + (counts[score] ?? 0), 0);
  return total === 0 ? null : ((counts[4] ?? 0) + (counts[5] ?? 0)) / total;
}
