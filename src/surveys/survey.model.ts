import { Anything, defineModel } from '../infra/mongo/model.js';
import { VERSION_FIELDS, VERSION_INDEXES, type Version } from '../infra/mongo/versions.js';
import type { AnswerValue } from './core/answer-value.js';
import type { Questionnaire } from './core/questionnaire.js';
import type { SurveyDefinition } from './core/survey.js';
import type { Answers } from './core/take-answer.js';

/** A survey that asks by a template. */
export type Survey = SurveyDefinition & { _id: string; channelId: string; createdAt: Date };

/** One asking of one friend, from its trigger to its end. Its id is derived from what triggered it. */
export interface SurveyResponse extends Answers {
  _id: string;
  channelId: string;
  surveyId: string;
  /** Of the questionnaire; null for a survey that asks by a template. */
  version: number | null;
  friendId: string;
  /** What triggered it: the id of an activity, or of whatever else; absent in askings from before it was kept. */
  cause?: string;
  state: 'scheduled' | 'asked' | 'answered' | 'expired' | 'skipped';
  /**
   * Why nobody was asked: another survey did so lately, enough have answered, the channel has no page to answer on any more, staff
   * had the chat for too long, what it was about was taken back, or the message did not leave.
   */
  reason: 'quiet' | 'quota' | 'noPage' | 'staffHasChat' | 'takenBack' | 'unanswered' | 'notSent' | null;
  askAt: Date;
  /** Scheduled: when to look again whether staff still have the chat. Asked: when to look whether the message left. Absent without. */
  lookAt?: Date;
  /** When it counts as left, with questions open; absent while nothing was answered and once that was told. */
  leftAt?: Date;
  expiresAt: Date | null;
  /** Counts the changes; a write holds only on the one that it decided on. */
  rev: number;
  /** Of questions with several choices what was tapped so far, as `question:choice`. */
  chosen: string[];
  /** Questions that were answered anonymously; what was said is not here. */
  done: string[];
  /** Until then the next text is the answer to the question that waits for one. */
  commentUntil: Date | null;
  score: number | null;
  answeredAt: Date | null;
  /** The event that answered: the same event answers once. */
  answeredBy: string | null;
  createdAt: Date;
}

/** An answer without who gave it: nothing here or elsewhere leads to the asking. The day is that of the channel. */
export interface AnonymousAnswer {
  /** Random. */
  _id: string;
  channelId: string;
  surveyId: string;
  version: number;
  question: string;
  value: AnswerValue;
  day: string;
}

/** When a friend was asked last, by any survey, so that none asks too soon after another. Under the friend's id. */
export interface SurveyTurn {
  _id: string;
  friendId: string;
  askedAt: Date;
  responseId: string;
  /** The time before, which counts again when this one did not come to anything. */
  before?: { askedAt: Date; responseId: string } | null;
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

export const QuestionnaireModel = defineModel<Version<Questionnaire>>(
  'Questionnaire',
  'questionnaires',
  VERSION_FIELDS,
  [...VERSION_INDEXES, [{ 'definition.triggers.day': 1 }]],
);

export const SurveyResponseModel = defineModel<SurveyResponse>(
  'SurveyResponse',
  'surveyResponses',
  {
    channelId: String,
    surveyId: String,
    version: Number,
    friendId: String,
    cause: String,
    state: String,
    reason: String,
    askAt: Date,
    lookAt: Date,
    leftAt: Date,
    expiresAt: Date,
    rev: Number,
    answers: [Anything],
    replaced: [Anything],
    late: [Anything],
    chosen: [String],
    done: [String],
    commentUntil: Date,
    score: Number,
    answeredAt: Date,
    answeredBy: String,
    createdAt: Date,
  },
  [
    [{ askAt: 1 }, { partialFilterExpression: { state: 'scheduled' } }],
    [{ expiresAt: 1 }, { partialFilterExpression: { state: 'asked' } }],
    [{ lookAt: 1 }, { sparse: true }],
    [{ leftAt: 1 }, { sparse: true }],
    [{ surveyId: 1, answeredAt: 1 }],
    [{ channelId: 1, askAt: 1 }],
    [{ friendId: 1, createdAt: -1 }],
  ],
);

export const AnonymousAnswerModel = defineModel<AnonymousAnswer>(
  'AnonymousAnswer',
  'anonymousAnswers',
  { channelId: String, surveyId: String, version: Number, question: String, value: Anything, day: String },
  [[{ surveyId: 1, question: 1 }]],
);

export const SurveyTurnModel = defineModel<SurveyTurn>(
  'SurveyTurn',
  'surveyTurns',
  { friendId: String, askedAt: Date, responseId: String, before: Anything },
  [[{ friendId: 1 }]],
);
