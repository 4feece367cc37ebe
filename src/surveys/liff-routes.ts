import { Visit, VISITOR_ACCESS } from '../channels/schemas.js';
import { defineRoute } from '../edges.js';
import { getVisitor } from '../friends/index.js';
import { answerOnPage } from './answer-on-page.js';
import { getPageAsking, presentPage } from './page-asking.js';
import { AnsweredOnPage, AnswerOnPage, OpenAsking, PageView } from './schemas.js';

const tag = 'LIFF';

/** What a friend does on the page of an asking, inside LINE. */
export const liffRoutes = [
  defineRoute({
    method: 'post',
    path: '/liff/surveys/read',
    access: VISITOR_ACCESS,
    summary: 'What the friend is asked next, what they answered so far, or that it is over',
    tag,
    body: Visit.extend(OpenAsking),
    response: PageView,
    handle: async (ctx, { body: { asking, language, ...visit } }) => {
      const { channel, friend } = await getVisitor(ctx, visit);
      return presentPage(ctx, await getPageAsking({ friend, asking }), { channel, language });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/liff/surveys/answer',
    access: VISITOR_ACCESS,
    summary: 'Answer one question, or answer it anew; the same answerId answers once',
    tag,
    body: Visit.extend({ ...OpenAsking, ...AnswerOnPage }),
    response: AnsweredOnPage,
    handle: async (ctx, { body: { liffId, idToken, asking, language, ...given } }) => {
      const { channel, friend } = await getVisitor(ctx, { liffId, idToken });
      return answerOnPage(ctx, { channel, friend, asking, language }, given);
    },
  }),
];
