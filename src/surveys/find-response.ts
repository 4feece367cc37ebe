import { SCORE_QUESTION } from './core/read-answer.js';
import { SurveyResponseModel, type SurveyResponse } from './survey.model.js';

/** Fields that askings have had since surveys have several questions; those stored before hold a score alone. */
type Since =
  'version' | 'reason' | 'expiresAt' | 'rev' | 'answers' | 'replaced' | 'late' | 'chosen' | 'done' | 'commentUntil';
type StoredResponse = Omit<SurveyResponse, Since> & Partial<Pick<SurveyResponse, Since>>;

/** The newest asking under a filter; null when there is none. */
export async function findResponse(filter: object): Promise<SurveyResponse | null> {
  const [found = null] = await listResponses(filter, { createdAt: -1 }, 1);
  return found;
}

/** Askings under a filter in an order, at most `limit`. */
export async function listResponses(
  filter: object,
  order: Record<string, 1 | -1>,
  limit: number,
): Promise<SurveyResponse[]> {
  const found = await SurveyResponseModel.find(filter).sort(order).limit(limit).lean<StoredResponse[]>();
  return found.map(complete);
}

const complete = (stored: StoredResponse): SurveyResponse => ({
  version: null,
  reason: null,
  expiresAt: null,
  rev: 0,
  answers: onlyScore(stored),
  replaced: [],
  late: [],
  chosen: [],
  done: [],
  commentUntil: null,
  ...stored,
});

const onlyScore = ({ score, answeredAt, answeredBy }: StoredResponse) =>
  score !== null && answeredAt
    ? [{ question: SCORE_QUESTION, value: score, at: answeredAt, eventId: answeredBy ?? '' }]
    : [];
