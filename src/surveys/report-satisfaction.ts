import { getTimeZone } from '../channels/index.js';
import { addDays, atLocalTime } from '../shared/local-day.js';
import { satisfactionOf, type Asked } from './core/satisfaction.js';
import { findSurvey } from './load-survey.js';
import { SurveyResponseModel } from './survey.model.js';

interface Row {
  _id: { surveyId: string; version: number | null; score: number | null };
  count: number;
}

/**
 * CSAT and NPS of who was asked in a channel from one local day to another, both within, by the main questions of its surveys.
 * Anonymous ones are left out: nothing tells when they were answered.
 */
export async function reportSatisfaction(channelId: string, { from, until }: { from: string; until: string }) {
  const timeZone = await getTimeZone(channelId);
  const askAt = { $gte: atLocalTime(from, '00:00', timeZone), $lt: atLocalTime(addDays(until, 1), '00:00', timeZone) };
  const rows = await SurveyResponseModel.aggregate<Row>([
    { $match: { channelId, askAt, state: { $in: ['asked', 'answered', 'expired'] } } },
    {
      $group: {
        _id: {
          surveyId: '$surveyId',
          version: { $ifNull: ['$version', null] },
          score: { $ifNull: ['$score', null] },
        },
        count: { $sum: 1 },
      },
    },
  ]);
  const types = new Map<string, Asked['type'] | null>();
  const asked: Asked[] = [];
  for (const { _id, count } of rows) {
    const key = `${_id.surveyId}/${_id.version}`;
    const type = types.get(key) ?? (await mainTypeOf(_id));
    types.set(key, type);
    if (type !== null) asked.push({ type, score: _id.score, count });
  }
  return satisfactionOf(asked);
}

async function mainTypeOf({ surveyId, version }: Row['_id']): Promise<Asked['type'] | null> {
  const { questionnaire } = (await findSurvey(surveyId, version)) ?? {};
  if (!questionnaire || questionnaire.isAnonymous) return null;
  return questionnaire.questions.find(({ key }) => key === questionnaire.main)?.type ?? null;
}
