import { defineListener } from '../edges.js';
import { surveyAnswered, surveyLeft, surveyScored } from '../surveys/index.js';
import { followOpinion } from './follow-opinion.js';

export const listeners = [
  defineListener({
    id: 'feedback.open',
    on: [surveyScored, surveyAnswered, surveyLeft],
    handle: (ctx, { payload: { responseId } }) => followOpinion(ctx, responseId),
  }),
];
