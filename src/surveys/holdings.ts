import type { HoldingDefinition, TimelineSource } from '../edges.js';
import { holdingOf } from '../friends/index.js';
import { beforeFilter } from '../infra/mongo/page-before.js';
import { SurveyResponseModel, SurveyTurnModel } from './survey.model.js';

export const holdings: HoldingDefinition[] = [
  holdingOf('surveyResponses', SurveyResponseModel),
  holdingOf('surveyTurns', SurveyTurnModel),
];

const KIND = 'survey.answered';

export const timeline: TimelineSource[] = [
  {
    name: 'surveys',
    kinds: [KIND],
    async read(friendId, { before, limit }) {
      const filter = { friendId, state: 'answered' as const, ...beforeFilter('answeredAt', before) };
      const answers = await SurveyResponseModel.find(filter).sort({ answeredAt: -1, _id: -1 }).limit(limit).lean();
      return answers.flatMap(({ _id, answeredAt, surveyId, score }) =>
        answeredAt ? [{ id: _id, at: answeredAt, kind: KIND, data: { surveyId, score } }] : [],
      );
    },
  },
];
