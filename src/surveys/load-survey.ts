import type { Context } from '../context.js';
import { remembered } from '../infra/remembered.js';
import { versionsIn, type Version, type Versions } from '../infra/mongo/versions.js';
import { IN_CHAT, type Questionnaire } from './core/questionnaire.js';
import { asQuestionnaire, type SurveyDefinition } from './core/survey.js';
import { QuestionnaireModel, SurveyModel, type Survey } from './survey.model.js';

/** Questionnaires that one channel can have, and as many surveys that ask by a template. */
export const QUESTIONNAIRES_MAX = 100;
const FRESH_MS = 1_000;

const saved = versionsIn<Questionnaire>(QuestionnaireModel, 'questionnaire', QUESTIONNAIRES_MAX);

/** As it is stored: before there was a page, nothing said where questions are asked. */
type Saved = Omit<Questionnaire, 'asks'> & Partial<Pick<Questionnaire, 'asks'>>;

const complete = ({ definition, ...version }: Version<Saved>): Version<Questionnaire> => ({
  ...version,
  definition: { asks: IN_CHAT, ...definition },
});

export const questionnaires: Versions<Questionnaire> = {
  ...saved,
  get: async (id, version) => complete(await saved.get(id, version)),
  list: async (channelId) => (await saved.list(channelId)).map(complete),
};

/** Questions that are asked, whichever way they were saved. */
export interface AskedSurvey {
  id: string;
  channelId: string;
  /** Null for a survey that asks by a template. */
  version: number | null;
  questionnaire: Questionnaire;
  templates: SurveyDefinition['templates'] | null;
}

const fromTemplates = ({ _id: id, channelId, createdAt: _createdAt, ...definition }: Survey): AskedSurvey => ({
  id,
  channelId,
  version: null,
  questionnaire: asQuestionnaire(definition),
  templates: definition.templates,
});

/** What an asking asks, in the version that it began with; null when it is gone. */
export async function findSurvey(id: string, version: number | null): Promise<AskedSurvey | null> {
  if (version === null) {
    const survey = await SurveyModel.findById(id).lean();
    return survey && fromTemplates(survey);
  }
  const stored = await QuestionnaireModel.findById(`${id}/${version}`).lean();
  if (!stored) return null;
  const { channelId, definition: questionnaire } = complete(stored);
  return { id, channelId, version, questionnaire, templates: null };
}

const surveys = remembered<AskedSurvey[]>(FRESH_MS, async (channelId) => {
  const [written, templated] = await Promise.all([
    questionnaires.list(channelId),
    SurveyModel.find({ channelId }).sort({ createdAt: 1 }).limit(QUESTIONNAIRES_MAX).lean(),
  ]);
  return [
    ...templated.map(fromTemplates),
    ...written.map(({ definitionId: id, version, definition: questionnaire }) => ({
      id,
      channelId,
      version,
      questionnaire,
      templates: null,
    })),
  ];
});

/** The surveys of a channel, each in its newest version. Remembered for a second. */
export const listSurveys = (ctx: Pick<Context, 'clock'>, channelId: string): Promise<AskedSurvey[]> =>
  surveys.get(ctx.clock, channelId);

/** Lets this process see a saved survey at once; others see it within a second. */
export const forgetSurveys = (channelId: string): void => surveys.forget(channelId);
