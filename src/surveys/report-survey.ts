import type { AnswerValue } from './core/answer-value.js';
import { cesOf, csatOf, npsOf } from './core/figures.js';
import type { Question } from './core/question.js';
import { questionnaires } from './load-survey.js';
import { AnonymousAnswerModel, SurveyResponseModel } from './survey.model.js';

/** How far the askings of a questionnaire are, and how each question of its newest version was answered; late answers are counted apart. */
export async function reportSurvey(id: string) {
  const { version, definition } = await questionnaires.get(id);
  const [states, late, answered] = await Promise.all([
    SurveyResponseModel.aggregate<{ _id: { state: string; reason: string | null }; count: number }>([
      { $match: { surveyId: id } },
      { $group: { _id: { state: '$state', reason: '$reason' }, count: { $sum: 1 } } },
    ]),
    SurveyResponseModel.countDocuments({ surveyId: id, 'late.0': { $exists: true } }),
    definition.isAnonymous ? countAnonymous(id) : countAnswers(id),
  ]);
  const inState = (...wanted: string[]) =>
    states.filter((row) => wanted.includes(row._id.state)).reduce((sum, { count }) => sum + count, 0);
  const skipped = (reason: string) => states.find((row) => row._id.reason === reason)?.count ?? 0;
  return {
    version,
    askings: {
      scheduled: inState('scheduled'),
      asked: inState('asked', 'answered', 'expired'),
      answered: inState('answered'),
      expired: inState('expired'),
      skippedAsQuiet: skipped('quiet'),
      skippedAsQuota: skipped('quota'),
      skippedWithoutPage: skipped('noPage'),
      skippedForStaff: skipped('staffHasChat'),
      skippedAsTakenBack: skipped('takenBack'),
      skippedAsUnanswered: skipped('unanswered'),
      skippedAsNotSent: skipped('notSent'),
      withLateAnswers: late,
    },
    questions: definition.questions.map((question) => reportQuestion(question, answered)),
  };
}

interface Counted {
  question: string;
  value: AnswerValue;
  count: number;
}

function reportQuestion({ key, type }: Question, all: Counted[]) {
  const mine = all.filter(({ question }) => question === key);
  const values = new Map<string, number>();
  for (const { value, count } of mine)
    for (const one of value === null ? ['skipped'] : [value].flat())
      values.set(String(one), (values.get(String(one)) ?? 0) + count);
  const counts = Object.fromEntries(values);
  const answers = mine.filter(({ value }) => value !== null).reduce((sum, { count }) => sum + count, 0);
  return {
    key,
    type,
    answers,
    values: type === 'text' ? {} : counts,
    csat: type === 'score5' ? csatOf(counts) : null,
    nps: type === 'score10' ? npsOf(counts) : null,
    ces: type === 'score7' ? cesOf(counts) : null,
  };
}

async function countAnswers(surveyId: string): Promise<Counted[]> {
  const rows = await SurveyResponseModel.aggregate<{ _id: { question: string; value: AnswerValue }; count: number }>([
    { $match: { surveyId } },
    { $unwind: '$answers' },
    { $group: { _id: { question: '$answers.question', value: '$answers.value' }, count: { $sum: 1 } } },
  ]);
  return rows.map(({ _id, count }) => ({ ..._id, count }));
}

async function countAnonymous(surveyId: string): Promise<Counted[]> {
  const rows = await AnonymousAnswerModel.aggregate<{ _id: { question: string; value: AnswerValue }; count: number }>([
    { $match: { surveyId } },
    { $group: { _id: { question: '$question', value: '$value' }, count: { $sum: 1 } } },
  ]);
  return rows.map(({ _id, count }) => ({ ..._id, count }));
}
