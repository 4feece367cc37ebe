import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** What friends score, as far as listeners need it before they look. */
const Scored = z.object({
  surveyId: z.string(),
  surveyName: z.string(),
  responseId: z.string(),
  /** Of the main question; null without one, or when it was not on the friend's way. */
  score: z.number().nullable(),
  isLow: z.boolean(),
});

/** A friend answered the main question, or changed that answer, and later questions are still open. */
export const surveyScored = defineEvent('survey.scored', Scored);

/** A friend began a survey and answered nothing more for a while, or until it expired. They may still go on. */
export const surveyLeft = defineEvent('survey.left', Scored);

/** A friend answered a survey to its end, or changed an answer of it. Anonymous answers are not announced. */
export const surveyAnswered = defineEvent('survey.answered', Scored.extend({ isChanged: z.boolean() }));
