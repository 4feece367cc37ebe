import { Anything, defineModel } from '../infra/mongo/model.js';
import type { SurveyDefinition } from './core/survey.js';

export type Survey = SurveyDefinition & { _id: string; channelId: string; createdAt: Date };

/** One asking of one friend: scheduled, asked, answered. Its id is derived from what triggered it. */
export interface SurveyResponse {
  _id: string;
  channelId: string;
  surveyId: string;
  friendId: string;
  state: 'scheduled' | 'asked' | 'answered';
  askAt: Date;
  score: number | null;
  answeredAt: Date | null;
  /** The event that answered: the same event answers once. */
  answeredBy: string | null;
  createdAt: Date;
}

export const SurveyModel = defineModel<Survey>(
  'Survey',
  'surveys',
  {
    channelId: String,
    name: String,
    trigger: Anything,
    delaySeconds: Number,
    templates: Anything,
    lowScoreMax: Number,
    createdAt: Date,
  },
  [[{ channelId: 1, createdAt: 1 }]],
);

export const SurveyResponseModel = defineModel<SurveyResponse>(
  'SurveyResponse',
  'surveyResponses',
  {
    channelId: String,
    surveyId: String,
    friendId: String,
    state: String,
    askAt: Date,
    score: Number,
    answeredAt: Date,
    answeredBy: String,
    createdAt: Date,
  },
  [
    [{ askAt: 1 }, { partialFilterExpression: { state: 'scheduled' } }],
    [{ surveyId: 1, answeredAt: 1 }],
    [{ friendId: 1, createdAt: -1 }],
  ],
);
