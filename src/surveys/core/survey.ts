import { z } from 'zod';
import { ActivityKind } from '../../activity/schemas.js';
import { Questionnaire } from './questionnaire.js';
import { SCORE_QUESTION } from './read-answer.js';

const templateName = z.string().min(1).max(100);

/** A survey that asks by a template: what triggers it, how long after, and what it says. One question, scored 1 to 5. */
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

/** The same as a questionnaire: asked at any time, and the first answer stays. */
export function asQuestionnaire({ name, trigger, delaySeconds, lowScoreMax }: SurveyDefinition): Questionnaire {
  return Questionnaire.parse({
    name,
    questions: [{ key: SCORE_QUESTION, type: 'score5', texts: { en: name } }],
    main: SCORE_QUESTION,
    lowScoreMax,
    thanks: { en: name },
    triggers: [{ kind: 'activity', ...trigger }],
    delaySeconds,
    changeWithinMinutes: 0,
    quietDays: 0,
  });
}
