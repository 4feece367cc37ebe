import { z } from 'zod';
import { nameActor } from '../access/index.js';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { FriendId } from '../friends/schemas.js';
import type { Version } from '../infra/mongo/versions.js';
import { presentOperation } from '../operations/index.js';
import { PresentedOperation } from '../operations/schemas.js';
import { startAskingMany } from './ask-many.js';
import type { Questionnaire } from './core/questionnaire.js';
import type { GivenAnswer } from './core/take-answer.js';
import { listResponses } from './find-response.js';
import { forgetSurveys, questionnaires } from './load-survey.js';
import { reportSurvey } from './report-survey.js';
import { requireAhead } from './require-ahead.js';
import { saveQuestionnaire } from './save-questionnaire.js';
import {
  AskInput,
  NewQuestionnaire,
  NextQuestionnaire,
  PresentedQuestionnaire,
  PresentedReport,
  PresentedResponse,
} from './schemas.js';
import type { SurveyResponse } from './survey.model.js';

const tag = 'Surveys';
const params = z.object({ id: FriendId });
const RESPONSES_LISTED_MAX = 200;

const present = ({ definitionId: id, channelId, version, savedAt, savedBy, definition }: Version<Questionnaire>) => ({
  id,
  channelId,
  version,
  savedAt,
  savedBy: nameActor(savedBy),
  questionnaire: definition,
});

function presentResponse(response: SurveyResponse) {
  const { _id: id, friendId, state, reason, askAt, expiresAt, score, answeredAt } = response;
  const { answers, replaced, late } = response;
  const show = (all: GivenAnswer[]) => all.map(({ question, value, at }) => ({ question, value, at }));
  const answered = { answers: show(answers), replaced: show(replaced), late: show(late) };
  return { id, friendId, state, reason, askAt, expiresAt, score, answeredAt, ...answered };
}

export const questionnaireRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/questionnaires',
    access: { scope: 'write' },
    summary: 'Save a questionnaire: questions with branches, when it is asked and what answers do',
    tag,
    status: 201,
    body: NewQuestionnaire,
    response: PresentedQuestionnaire,
    handle: async (ctx, { body: { channelId, questionnaire } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return present(await saveQuestionnaire(ctx, channel._id, questionnaire));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/questionnaires',
    access: { scope: 'read' },
    summary: 'List the questionnaires of a channel, each in its newest version',
    tag,
    query: z.strictObject({ channelId: ChannelId.optional() }),
    response: z.object({ questionnaires: z.array(PresentedQuestionnaire) }),
    handle: async (ctx, { query: { channelId } }) => ({
      questionnaires: (await questionnaires.list((await resolveChannel(ctx, channelId))._id)).map(present),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/questionnaires/:id',
    access: { scope: 'read' },
    summary: 'Read the newest version of a questionnaire',
    tag,
    params,
    response: PresentedQuestionnaire,
    handle: async (_ctx, { params: { id } }) => present(await questionnaires.get(id)),
  }),
  defineRoute({
    method: 'put',
    path: '/api/v1/questionnaires/:id',
    access: { scope: 'write' },
    summary: 'Put the next version of a questionnaire in force; who is being asked goes on with the one before',
    tag,
    params,
    body: NextQuestionnaire,
    response: PresentedQuestionnaire,
    handle: async (ctx, { params: { id }, body: { version, questionnaire } }) => {
      const { channelId } = await questionnaires.get(id);
      return present(await saveQuestionnaire(ctx, channelId, questionnaire, { id, version }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/questionnaires/:id/ask',
    access: { scope: 'send' },
    summary: 'Ask friends, or all who meet a rule, as an operation; who was asked something lately is left out',
    tag,
    status: 202,
    params,
    body: AskInput,
    response: PresentedOperation,
    handle: async (ctx, { params: { id }, body }) => {
      const { channelId, version } = await questionnaires.get(id);
      const { whom, when } = body;
      if (when) await requireAhead(ctx, channelId, { whom, when });
      forgetSurveys(channelId);
      return presentOperation(await startAskingMany(ctx, channelId, { surveyId: id, version, ...body }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/questionnaires/:id/results',
    access: { scope: 'read' },
    summary: 'How far the askings are; per question the answers, with CSAT, NPS or CES and 95 % bounds',
    tag,
    params,
    response: PresentedReport,
    handle: async (_ctx, { params: { id } }) => reportSurvey(id),
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/questionnaires/:id/responses',
    access: { scope: 'read' },
    summary: 'Who answered what, newest first, with what was replaced and what came late; nothing of an anonymous one',
    tag,
    params,
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(RESPONSES_LISTED_MAX).default(50) }),
    response: z.object({ responses: z.array(PresentedResponse) }),
    handle: async (_ctx, { params: { id }, query: { limit } }) => {
      await questionnaires.get(id);
      const found = await listResponses({ surveyId: id }, { answeredAt: -1 }, limit);
      return { responses: found.map(presentResponse) };
    },
  }),
];
