import { z } from 'zod';
import { KeywordCondition, matchesData, matchesKeyword, PostbackCondition } from '../../tags/core/rules.js';

/** What the bot answers by itself: on a keyword or on a postback, with a template. */
export const AutoResponseDefinition = z.strictObject({
  name: z.string().trim().min(1).max(100),
  when: z.discriminatedUnion('kind', [KeywordCondition, PostbackCondition]),
  template: z.string().min(1).max(100),
  /** Of several that fit, the highest answers; of equals, the older. */
  priority: z.number().int().min(0).max(1_000).default(0),
});
export type AutoResponseDefinition = z.infer<typeof AutoResponseDefinition>;

/** The first response that fits, in the order given. */
export function findAutoResponse<Response extends AutoResponseDefinition>(
  inOrder: Response[],
  said: { kind: 'text'; text: string } | { kind: 'postback'; data: string },
): Response | undefined {
  return inOrder.find(({ when }) =>
    when.kind === 'keyword'
      ? said.kind === 'text' && matchesKeyword(when, said.text)
      : said.kind === 'postback' && matchesData(when.data, said.data),
  );
}
