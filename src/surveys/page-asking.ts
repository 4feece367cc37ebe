import type { Channel } from '../channels/index.js';
import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import type { FriendDocument } from '../friends/index.js';
import { Language } from '../shared/language.js';
import { viewPage, type PageView } from './core/page-view.js';
import { findResponse } from './find-response.js';
import { isQuotaFull } from './is-quota-full.js';
import { findSurvey, type AskedSurvey } from './load-survey.js';
import type { SurveyResponse } from './survey.model.js';

/** Who opened the page of one asking, and the language in which it speaks to them. */
export interface PageVisit {
  channel: Channel;
  friend: FriendDocument;
  asking: string;
  language: Language;
}

/** One asking that is answered on the page. */
export interface PageAsking {
  survey: AskedSurvey;
  asked: SurveyResponse;
}

/** The asking that a friend opened; NotFoundError for what nobody or somebody else was asked, and for what is asked in the chat. */
export async function getPageAsking({ friend, asking }: Pick<PageVisit, 'friend' | 'asking'>): Promise<PageAsking> {
  const asked = await findResponse({ _id: asking, friendId: friend._id });
  const survey = asked && (await findSurvey(asked.surveyId, asked.version));
  if (!asked || survey?.questionnaire.asks.where !== 'onPage') throw new NotFoundError('asking of this friend', asking);
  return { survey, asked };
}

/** What the page shows of an asking now. */
export async function presentPage(
  ctx: Pick<Context, 'clock'>,
  { survey, asked }: PageAsking,
  { channel, language }: Pick<PageVisit, 'channel' | 'language'>,
): Promise<PageView> {
  return viewPage(survey.questionnaire, asked, {
    now: ctx.clock.now(),
    isFull: await isQuotaFull(survey),
    speaking: { wanted: language, fallback: Language.parse(channel.defaultLanguage) },
  });
}
