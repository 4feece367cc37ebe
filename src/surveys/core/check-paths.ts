import { holds, type AnswerValue } from './answer-value.js';
import { allowsWhen, scaleOf, type Question } from './question.js';

interface PathProblem {
  path: (string | number)[];
  message: string;
}

/** Says which branches lead nowhere or back, which can never be taken, and which questions nobody comes to. */
export function findPathProblems(questions: readonly Question[]): PathProblem[] {
  const places = new Map(questions.map(({ key }, index) => [key, index]));
  const problems: PathProblem[] = [];
  for (const [index, question] of questions.entries()) {
    const targets = [
      ...question.branches.map(({ to }, branch) => ({ to, path: ['branches', branch, 'to'] })),
      { to: question.otherwise ?? 'end', path: ['otherwise'] },
    ];
    for (const { to, path } of targets) {
      const place = to === 'end' ? Infinity : places.get(to);
      if (place === undefined) problems.push(at(index, path, `${to} is not a question`));
      else if (place <= index)
        problems.push(at(index, path, `${to} is not after this question, so the way might not end`));
    }
    for (const [branch, { when }] of question.branches.entries())
      if (!allowsWhen(question, when))
        problems.push(at(index, ['branches', branch, 'when'], 'does not fit the type or the choices of the question'));
  }
  return problems.length > 0 ? problems : findUntaken(questions, places);
}

const at = (index: number, path: (string | number)[], message: string): PathProblem => ({
  path: ['questions', index, ...path],
  message,
});

function findUntaken(questions: readonly Question[], places: ReadonlyMap<string, number>): PathProblem[] {
  const reached = new Set([0]);
  const problems: PathProblem[] = [];
  for (const [index, question] of questions.entries()) {
    if (!reached.has(index)) {
      problems.push(at(index, [], `nobody comes to ${question.key}`));
      continue;
    }
    const taken = new Set(possibleAnswers(question).map((value) => branchOf(question, value)));
    for (const branch of question.branches.keys())
      if (!taken.has(branch)) problems.push(at(index, ['branches', branch], 'is never taken: others hold before it'));
    for (const branch of taken) {
      const to = branch === null ? question.otherwise : question.branches[branch]?.to;
      reached.add(to === null || to === undefined ? index + 1 : (places.get(to) ?? Infinity));
    }
  }
  return problems;
}

const branchOf = ({ branches }: Question, value: AnswerValue) => {
  const place = branches.findIndex(({ when }) => holds(when, value));
  return place < 0 ? null : place;
};

/** Every answer that can make a difference; of several choices, all combinations. */
function possibleAnswers(question: Question): AnswerValue[] {
  const skipped = question.isOptional ? [null] : [];
  const scale = scaleOf(question);
  if (scale)
    return [...skipped, ...Array.from({ length: scale.to - scale.from + 1 }, (_none, step) => scale.from + step)];
  if (question.type === 'text') return [...skipped, 'anything'];
  if (!('choices' in question)) return [...skipped, 'yes', 'no'];
  const keys = question.choices.map(({ key }) => key);
  if (question.type === 'single') return [...skipped, ...keys];
  return [
    ...skipped,
    ...Array.from({ length: 2 ** keys.length }, (_none, mask) => keys.filter((_key, bit) => mask & (1 << bit))),
  ];
}
