import { getChannel, gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { listAttributeDefinitions } from '../friends/index.js';
import { checkRule, getKnown } from '../segments/index.js';
import { Language } from '../shared/language.js';
import { checkMessageSet, prepareMessageSet, variablesOfFriends, type MessageSetContent } from './core/message-set.js';
import { listSamples } from './core/samples.js';
import { askLine } from './ask-line.js';

type Needs = Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'listNames'>;

/** What was found in a message set. LINE is asked last, about what we find no fault with. */
export interface Inspection {
  problems: string[];
  warnings: string[];
  /** False when LINE did not answer, or does not take the channel's token. */
  checkedByLine: boolean;
}

/** Looks for everything that would keep a message set from being sent: grammar, variables, rules, LINE's limits, LINE itself. */
export async function inspectMessageSet(
  ctx: Needs,
  channelId: string,
  content: MessageSetContent,
): Promise<Inspection> {
  const set = prepareMessageSet(content);
  const [channel, definitions, unmet] = await Promise.all([
    getChannel(ctx, channelId),
    listAttributeDefinitions(ctx, channelId),
    findRuleProblems(ctx, channelId, content),
  ]);
  const given = variablesOfFriends(definitions);
  const { problems, warnings } = checkMessageSet(set, {
    given,
    defaultLanguage: Language.parse(channel.defaultLanguage),
  });
  const all = [...unmet, ...problems].slice(0, PROBLEMS_MAX);
  if (all.length > 0) return { problems: all, warnings, checkedByLine: false };
  return { ...(await askLine(await gatewayOf(ctx, channelId), listSamples(set, given))), warnings };
}

const PROBLEMS_MAX = 50;

async function findRuleProblems(ctx: Needs, channelId: string, { variants }: MessageSetContent): Promise<string[]> {
  const known = await getKnown(ctx, channelId);
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
