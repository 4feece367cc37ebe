import { InvalidInputError } from '../../errors.js';
import { fitAnswer, type AnswerValue } from './answer-value.js';
import { scaleOf, type Question } from './question.js';
import type { Questionnaire } from './questionnaire.js';

/** Throws InvalidInputError, saying what is allowed, for an answer that no question of the questionnaire can have. */
export function requireFitting({ questions }: Pick<Questionnaire, 'questions'>, key: string, value: AnswerValue): void {
  const question = questions.find((one) => one.key === key);
  if (!question) throw refusal(`question: ${key} is none of ${questions.map((one) => one.key).join(', ')}.`);
  if (fitAnswer(question, value) === undefined)
    throw refusal(`value: ${JSON.stringify(value)} is no answer to ${key}, which takes ${describeAnswers(question)}.`);
}

const refusal = (message: string) => new InvalidInputError('invalid_input', message);

function describeAnswers(question: Question): string {
  const skipped = question.isOptional ? ', or null' : '';
  const scale = scaleOf(question);
  if (scale) return `a whole number from ${scale.from} to ${scale.to}${skipped}`;
  if (question.type === 'text') return `a text${skipped}`;
  const keys = 'choices' in question ? question.choices.map(({ key }) => key) : ['yes', 'no'];
  return `${question.type === 'multiple' ? 'a list of' : 'one of'} ${keys.join(', ')}${skipped}`;
}
