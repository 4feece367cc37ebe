import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { NotFoundError } from '../errors.js';
import { FriendId } from '../friends/schemas.js';
import { newId } from '../infra/ids.js';
import { checkTriggers } from './check-triggers.js';
import { csatOf } from './core/figures.js';
import { SurveyDefinition } from './core/survey.js';
import { forgetSurveys } from './load-survey.js';
import { reportSatisfaction } from './report-satisfaction.js';
import { PresentedSatisfaction, SatisfactionQuery } from './schemas.js';
import { SurveyModel, SurveyResponseModel, type Survey } from './survey.model.js';
import { requireTemplates } from '../messages/index.js';

const tag = 'Surveys';
const present = ({ _id, ...rest }: Survey) => ({ id: _id, ...rest });
const PresentedSurvey = SurveyDefinition.extend({ id: z.string(), channelId: z.string(), createdAt: z.date() });

export const surveyRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/surveys',
    access: { scope: 'write' },
    summary: 'Add a satisfaction survey that an activity triggers',
    tag,
    status: 201,
    body: SurveyDefinition.extend({ channelId: ChannelId.optional() }),
    response: PresentedSurvey,
    handle: async (ctx, { body: { channelId, ...definition } }) => {
      const channel = await resolveChannel(ctx, channelId);
      await checkTriggers(ctx, channel._id, [{ kind: 'activity', ...definition.trigger }]);
      requireTemplates(ctx.templates, Object.values(definition.templates));
      const survey: Survey = { ...definition, _id: newId(), channelId: channel._id, createdAt: ctx.clock.now() };
      await SurveyModel.collection.insertOne(survey as never);
      forgetSurveys(channel._id);
      return present(survey);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/surveys/satisfaction',
    access: { scope: 'read' },
    summary: 'CSAT and NPS of who was asked in a period, over all surveys that are not anonymous, with 95 % bounds',
    tag,
    query: SatisfactionQuery,
    response: PresentedSatisfaction,
    handle: async (ctx, { query: { channelId, ...period } }) =>
      reportSatisfaction((await resolveChannel(ctx, channelId))._id, period),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/surveys/:id/results',
    access: { scope: 'read' },
    summary: 'Results of a survey: scores, CSAT (share of 4 and 5), who answered what',
    tag,
    params: z.object({ id: FriendId }),
    response: z.object({
      scheduled: z.number(),
      asked: z.number(),
      answered: z.number(),
      scores: z.record(z.string(), z.number()),
      csat: z.number().nullable(),
      latest: z.array(
        z.object({ friendId: z.string(), score: z.number().nullable(), answeredAt: z.date().nullable() }),
      ),
    }),
    handle: async (_ctx, { params: { id } }) => {
      if (!(await SurveyModel.exists({ _id: id }))) throw new NotFoundError('survey', id);
      const rows = await SurveyResponseModel.aggregate<{ _id: { state: string; score: number | null }; count: number }>(
        [{ $match: { surveyId: id } }, { $group: { _id: { state: '$state', score: '$score' }, count: { $sum: 1 } } }],
      );
      const inState = (state: string) =>
        rows.filter((row) => row._id.state === state).reduce((sum, row) => sum + row.count, 0);
      const scores = Object.fromEntries(
        rows.flatMap(({ _id, count }) => (_id.score === null ? [] : [[_id.score, count]])),
      );
      const latest = await SurveyResponseModel.find({ surveyId: id, state: 'answered' })
        .sort({ answeredAt: -1 })
        .limit(50)
        .lean();
      return {
        scheduled: inState('scheduled'),
        asked: inState('asked'),
        answered: inState('answered'),
        scores,
        csat: csatOf(scores)?.share ?? null,
        latest: latest.map(({ friendId, score, answeredAt }) => ({ friendId, score, answeredAt })),
      };
    },
  }),
];
