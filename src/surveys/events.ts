import { z } from 'zod';
import { defineEvent } from '../infra/announcements/event.js';

/** A friend answered a survey to its end, or changed an answer of it. Anonymous answers are not announced. */
export const surveyAnswered = defineEvent(
  'survey.answered',
  z.object({
    surveyId: z.string(),
    surveyName: z.string(),
    responseId: z.string(),
    /** Of the main question; null without one, or when it was not on the friend's way. */
    score: z.number().nullable(),
    isLow: z.boolean(),
    isChanged: z.boolean(),
  }),
);
