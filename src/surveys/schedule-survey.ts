import { createHash } from 'node:crypto';
import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import type { Trigger } from './core/questionnaire.js';
import { listSurveys, type AskedSurvey } from './load-survey.js';
import { SurveyResponseModel, type SurveyResponse } from './survey.model.js';

export const ASK_SURVEY = 'surveys.ask';

/** Something that happened with a friend; the same cause asks once. */
interface Happening {
  channelId: string;
  friendId: string;
  cause: string;
  at: Date;
  /** Why nobody is to be asked about it; the askings are on record with that. */
  skipAs?: SurveyResponse['reason'];
}

type Needs = Pick<Context, 'clock' | 'wake'>;

/** Schedules every survey that a happening triggers, once per survey and cause. */
export async function scheduleSurveys(
  ctx: Needs,
  { channelId, at, skipAs = null, ...whom }: Happening,
  isTriggered: (trigger: Trigger) => boolean,
): Promise<void> {
  const triggered = (await listSurveys(ctx, channelId)).filter(({ questionnaire }) =>
    questionnaire.triggers.some(isTriggered),
  );
  await planAskings(
    ctx,
    triggered.map((survey) => ({
      survey,
      ...whom,
      skipAs,
      askAt: new Date(at.getTime() + survey.questionnaire.delaySeconds * 1000),
    })),
  );
}

/** Plans to ask friends; who is asked for that cause already stays as they are. Resolves to how many are new. */
export async function planAskings(
  ctx: Needs,
  wanted: { survey: AskedSurvey; friendId: string; cause: string; askAt: Date; skipAs?: SurveyResponse['reason'] }[],
): Promise<number> {
  const now = ctx.clock.now();
  const planned = wanted.map(({ survey, friendId, cause, askAt, skipAs = null }): SurveyResponse => ({
    _id: responseIdOf(survey, cause),
    channelId: survey.channelId,
    surveyId: survey.id,
    version: survey.version,
    friendId,
    cause,
    state: skipAs ? 'skipped' : 'scheduled',
    reason: skipAs,
    askAt,
    expiresAt: null,
    rev: 0,
    answers: [],
    replaced: [],
    late: [],
    chosen: [],
    done: [],
    commentUntil: null,
    score: null,
    answeredAt: null,
    answeredBy: null,
    createdAt: now,
  }));
  const added = await insertNew(SurveyResponseModel, planned);
  for (const { _id, state, askAt } of planned)
    if (state === 'scheduled')
      ctx.wake(ASK_SURVEY, [{ responseId: _id }], { delayMs: askAt.getTime() - now.getTime() });
  return added;
}

// Short, because it travels in postback data of at most 300 characters.
const responseIdOf = ({ id }: AskedSurvey, cause: string) =>
  createHash('sha256').update(`${id}/${cause}`).digest('base64url').slice(0, 22);
