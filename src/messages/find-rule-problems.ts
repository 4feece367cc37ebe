import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { checkRule, getKnown } from '../segments/index.js';
import type { ReadyMessageSet } from './core/message-set.js';

/** What the rules of variants speak of and the channel does not have, or cannot answer, each with its variant. */
export async function findRuleProblems(
  ctx: Pick<Context, 'clock' | 'listNames'>,
  channelId: string,
  { variants }: { variants: Pick<ReadyMessageSet['variants'][number], 'key' | 'when'>[] },
): Promise<string[]> {
  const known = await getKnown(
    ctx,
    channelId,
    variants.flatMap(({ when }) => when ?? []),
  );
  const problems: string[] = [];
  for (const { key, when } of variants) {
    if (when === null) continue;
    try {
      await checkRule(ctx, channelId, when, known);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      problems.push(`variant ${key}, when: ${error.message.replace(/\.$/, '')}`);
    }
  }
  return problems;
}
