import { describe, expect, test } from '@jest/globals';
import { asQuestionnaire, SurveyDefinition } from '../../../src/surveys/core/survey.js';

describe('a survey', () => {
  const given = {
    name: 'After service',
    trigger: { activityKind: 'service.visited' },
    delaySeconds: 86_400,
    templates: { ask: 'csat-ask', thanks: 'csat-thanks', sorry: 'csat-sorry' },
  };

  test('calls 1 and 2 low unless it says otherwise', () => {
    expect(SurveyDefinition.parse(given)).toEqual({ ...given, lowScoreMax: 2 });
  });

  test.each([
    ['an activity kind that is no noun.verb', { trigger: { activityKind: 'visited' } }, 'trigger.activityKind'],
    ['a delay before the activity', { delaySeconds: -1 }, 'delaySeconds'],
    ['a delay of more than 90 days', { delaySeconds: 90 * 86_400 + 1 }, 'delaySeconds'],
    ['a low score beyond the scale', { lowScoreMax: 6 }, 'lowScoreMax'],
    ['a template missing', { templates: { ask: 'csat-ask', thanks: 'csat-thanks' } }, 'templates.sorry'],
  ])('is refused with %s', (_what, changes, path) => {
    const issues = SurveyDefinition.safeParse({ ...given, ...changes }).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

test('a survey that asks by a template is a questionnaire of one question, whose first answer stays', () => {
  const definition = SurveyDefinition.parse({
    name: 'After service',
    trigger: { activityKind: 'service.visited' },
    delaySeconds: 60,
    templates: { ask: 'csat-ask', thanks: 'csat-thanks', sorry: 'csat-sorry' },
  });
  expect(asQuestionnaire(definition)).toMatchObject({
    questions: [{ key: 'score', type: 'score5' }],
    main: 'score',
    lowScoreMax: 2,
    triggers: [{ kind: 'activity', activityKind: 'service.visited' }],
    delaySeconds: 60,
    changeWithinMinutes: 0,
    quietDays: 0,
  });
});
