import { fitAnswer, type AnswerValue } from './answer-value.js';
import { nextQuestion } from './next-question.js';
import type { Question } from './question.js';
import type { Questionnaire } from './questionnaire.js';

/** An answer with when it was given and the event that gave it. */
export interface GivenAnswer {
  question: string;
  value: AnswerValue;
  at: Date;
  eventId: string;
}

/** What a friend has answered of one asking. */
export interface Answers {
  answers: GivenAnswer[];
  /** Answers that another one replaced. */
  replaced: GivenAnswer[];
  /** Answers that came when the asking had expired or the time to change them was over: kept, never counted. */
  late: GivenAnswer[];
}

/** What to do with an answer; `repeated` is one that was taken before, by the same event. */
export type Taken =
  | { kind: 'taken' | 'changed' | 'repeated'; kept: Answers; next: Question | null }
  | { kind: 'late'; kept: Answers }
  | { kind: 'refused' };

const LATE_MAX = 20;
const REPLACED_MAX = 100;

/** Decides about an answer. Refused is what does not fit the question, or a question that the friend was not asked. */
export function takeAnswer(
  questionnaire: Pick<Questionnaire, 'questions' | 'changeWithinMinutes'>,
  kept: Answers,
  given: GivenAnswer,
  expiresAt: Date | null,
): Taken {
  const asked = questionnaire.questions.find(({ key }) => key === given.question);
  const value = asked && fitAnswer(asked, given.value);
  if (!asked || value === undefined) return { kind: 'refused' };
  const isSame = ({ eventId }: GivenAnswer) => eventId === given.eventId;
  if (kept.answers.some(isSame)) return { kind: 'repeated', kept, next: wayOf(questionnaire, kept).next };
  if (kept.late.some(isSame) || kept.replaced.some(isSame)) return { kind: 'late', kept };

  const answer = { ...given, value };
  const late: Taken = { kind: 'late', kept: { ...kept, late: [...kept.late, answer].slice(-LATE_MAX) } };
  if (isOver(expiresAt, given.at)) return late;
  const before = kept.answers.find(({ question }) => question === given.question);
  if (!before) {
    if (wayOf(questionnaire, kept).next?.key !== given.question) return { kind: 'refused' };
    const taken = { ...kept, answers: [...kept.answers, answer] };
    return { kind: 'taken', kept: taken, next: wayOf(questionnaire, taken).next };
  }
  if (!mayChange(questionnaire, kept, { before, at: given.at, expiresAt })) return late;
  const changed = {
    ...kept,
    answers: kept.answers.map((one) => (one === before ? answer : one)),
    replaced: [...kept.replaced, before],
  };
  return { kind: 'changed', kept: changed, next: wayOf(questionnaire, changed).next };
}

/** Whether an answer that is kept may be replaced at a time. */
export function mayChange(
  { changeWithinMinutes }: Pick<Questionnaire, 'changeWithinMinutes'>,
  kept: Answers,
  { before, at, expiresAt }: { before: GivenAnswer; at: Date; expiresAt: Date | null },
): boolean {
  const changeUntil = firstOf(kept, before).at.getTime() + changeWithinMinutes * 60_000;
  return !isOver(expiresAt, at) && at.getTime() < changeUntil && kept.replaced.length < REPLACED_MAX;
}

const isOver = (expiresAt: Date | null, at: Date) => expiresAt !== null && at >= expiresAt;

const wayOf = (questionnaire: Pick<Questionnaire, 'questions'>, { answers }: Answers) =>
  nextQuestion(questionnaire, new Map(answers.map(({ question, value }) => [question, value])));

/** The first answer to the question of another one: the time to change it counts from there. */
const firstOf = ({ replaced }: Answers, before: GivenAnswer) =>
  replaced.find(({ question }) => question === before.question) ?? before;
