import { isActive } from '../../friends/core/friend-tag.js';
import type { Friend } from '../../friends/core/friend.js';
import { holds } from './answer-value.js';
import { nextQuestion } from './next-question.js';
import type { Questionnaire } from './questionnaire.js';
import type { Answers } from './take-answer.js';

type Value = string | number | boolean;

/** What answers do to who gave them, by the rules of the questionnaire. A null attribute is taken away. */
export interface Results {
  tagIds: string[];
  tagsOver: string[];
  attributes: Record<string, Value | null>;
}

/**
 * What the answers as they are now give and have not given yet, and what an answer that was replaced gave and these do not: the tag when
 * the survey gave it since it asked, the attribute while it says what the survey wrote.
 */
export function resultsOf(
  questionnaire: Questionnaire,
  { answers, replaced }: Pick<Answers, 'answers' | 'replaced'>,
  friend: Pick<Friend, 'tags' | 'attributes'>,
  { surveyId, now }: { surveyId: string; now: Date },
): Results {
  const values = new Map(answers.map(({ question, value }) => [question, value]));
  const onWay = nextQuestion(questionnaire, values).answered.map(({ key }) => key);
  const { rules } = questionnaire;
  const met = rules.filter(
    ({ question, when }) => onWay.includes(question) && holds(when, values.get(question) ?? null),
  );
  const over = rules.filter(
    (rule) =>
      !met.includes(rule) && replaced.some((one) => one.question === rule.question && holds(rule.when, one.value)),
  );
  const begun = Math.min(...[...answers, ...replaced].map(({ at }) => at.getTime()));
  const given = friend.tags.filter(
    (tag) =>
      tag.source.kind === 'survey' && tag.source.id === surveyId && tag.lastAt.getTime() >= begun && isActive(tag, now),
  );
  const wanted = tagsOf(met);
  const isOnlyOurs = (tagId: string) => given.some((tag) => tag.tagId === tagId && tag.since.getTime() >= begun);
  const attributes: Record<string, Value> = Object.assign({}, ...met.map((rule) => rule.attributes));
  const stale = over
    .flatMap((rule) => Object.entries(rule.attributes))
    .filter(([key, value]) => !(key in attributes) && friend.attributes[key] === value);
  return {
    tagIds: wanted.filter((tagId) => !given.some((tag) => tag.tagId === tagId)),
    tagsOver: tagsOf(over).filter((tagId) => !wanted.includes(tagId) && isOnlyOurs(tagId)),
    attributes: { ...Object.fromEntries(stale.map(([key]) => [key, null])), ...attributes },
  };
}

const tagsOf = (rules: Questionnaire['rules']) => [...new Set(rules.flatMap(({ tagIds }) => tagIds))];
