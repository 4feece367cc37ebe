import { holds, type AnswerValue } from './answer-value.js';
import type { Question } from './question.js';
import type { Questionnaire } from './questionnaire.js';

/** The way through a questionnaire that answers give: the questions on it that are answered, and the one to ask now. */
export interface Way {
  answered: Question[];
  /** Null at the end. */
  next: Question | null;
}

/**
 * Where a friend is with these answers. It is walked anew each time, so a changed answer changes the way; answers to questions that
 * are no longer on it are not looked at.
 */
export function nextQuestion(
  { questions }: Pick<Questionnaire, 'questions'>,
  answers: ReadonlyMap<string, AnswerValue>,
): Way {
  const answered: Question[] = [];
  let place: number | null = 0;
  while (place !== null) {
    const question: Question | undefined = questions[place];
    if (question === undefined) break;
    const value = answers.get(question.key);
    if (value === undefined) return { answered, next: question };
    answered.push(question);
    place = placeAfter(questions, place, question, value);
  }
  return { answered, next: null };
}

function placeAfter(
  questions: readonly Question[],
  place: number,
  { branches, otherwise }: Question,
  value: AnswerValue,
): number | null {
  const to = branches.find(({ when }) => holds(when, value))?.to ?? otherwise;
  if (to === null) return place + 1;
  return to === 'end' ? null : questions.findIndex(({ key }) => key === to);
}
