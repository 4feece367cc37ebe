import { Questionnaire } from '../../src/surveys/core/questionnaire.js';

/** NPS; whoever gives at most 6 is asked what was wrong, then everybody for a comment that may be skipped. */
export const aQuestionnaire = (changes: object = {}): Questionnaire =>
  Questionnaire.parse({
    name: 'After service',
    questions: [
      {
        key: 'nps',
        type: 'score10',
        texts: { en: 'Would you recommend us?', ja: 'おすすめしますか？' },
        branches: [{ when: { atLeast: 7 }, to: 'comment' }],
      },
      {
        key: 'why',
        type: 'multiple',
        texts: { en: 'What was wrong?' },
        choices: [
          { key: 'price', texts: { en: 'Price' } },
          { key: 'staff', texts: { en: 'Staff' } },
          { key: 'wait', texts: { en: 'Waiting' } },
        ],
      },
      { key: 'comment', type: 'text', texts: { en: 'Anything else?' }, isOptional: true },
    ],
    main: 'nps',
    lowScoreMax: 6,
    thanks: { en: 'Thank you.' },
    sorry: { en: 'We are sorry.' },
    quietDays: 0,
    ...changes,
  });
