import type { Context } from '../context.js';
import { publishOutbox } from '../friends/index.js';
import type { AnswerValue } from './core/answer-value.js';
import type { PageView } from './core/page-view.js';
import { requireFitting } from './core/require-fitting.js';
import type { Taken } from './core/take-answer.js';
import { keepAnonymously } from './keep-anonymously.js';
import { keepAnswer } from './keep-answer.js';
import { getPageAsking, presentPage, type PageAsking, type PageVisit } from './page-asking.js';

type Needs = Pick<Context, 'clock' | 'publish' | 'signal'>;

interface Given {
  /** Chosen by the page, one for each tap: the same answers once. */
  answerId: string;
  question: string;
  value: AnswerValue;
}

interface Answered {
  outcome: Taken['kind'];
  page: PageView;
}

/**
 * Takes an answer that a friend gave on the page, and resolves to what the page shows then. Refused is an answer to a question that is
 * not asked now: of a page on another phone, or when enough have answered before this friend began.
 */
export async function answerOnPage(ctx: Needs, visit: PageVisit, given: Given): Promise<Answered> {
  const asking = await getPageAsking(visit);
  requireFitting(asking.survey.questionnaire, given.question, given.value);
  const before = await presentPage(ctx, asking, visit);
  if (before.state === 'full') return { outcome: 'refused', page: before };
  const outcome = await keep(ctx, asking, visit, given);
  return { outcome, page: await presentPage(ctx, await getPageAsking(visit), visit) };
}

async function keep(
  ctx: Needs,
  asking: PageAsking,
  { friend }: Pick<PageVisit, 'friend'>,
  { answerId, question, value }: Given,
): Promise<Taken['kind']> {
  const at = ctx.clock.now();
  if (asking.survey.questionnaire.isAnonymous)
    return (await keepAnonymously(ctx, { ...asking, question, value, at })).kind;
  // Beside the ids of LINE's events, which answer in the chat.
  const eventId = `page:${answerId}`;
  const kept = await keepAnswer(ctx, friend, { ...asking, given: { question, value, at, eventId } });
  await publishOutbox(ctx, kept.friend);
  return kept.taken.kind;
}
