import { getChannel, memberPageOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { findMessageSet } from '../messages/index.js';
import type { ReadyMessageSet } from '../messages/core/message-set.js';
import { getKnownNow } from '../segments/index.js';
import { EMPTY_KNOWN } from '../segments/core/known.js';
import { Language } from '../shared/language.js';
import { keyOf, type Content, type Loaded } from './core/content.js';

/**
 * Loads what rendering these contents of a channel needs, so that rendering for each friend asks for nothing more. A message
 * set that is gone is not loaded, and rendering says so.
 */
export async function loadContent(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'templates' | 'liff'>,
  channelId: string,
  contents: readonly Content[],
): Promise<Loaded> {
  const wanted = new Map(
    contents.flatMap((content) => ('messageSet' in content ? [[keyOf(content), content] as const] : [])),
  );
  const found = await Promise.all(
    [...wanted].map(
      async ([key, { messageSet, version }]) => [key, await findMessageSet(channelId, messageSet, version)] as const,
    ),
  );
  const sets = new Map<string, ReadyMessageSet>(found.flatMap(([key, set]) => (set === null ? [] : [[key, set]])));
  const rules = [...sets.values()].flatMap(({ variants }) => variants.flatMap(({ when }) => when ?? []));
  const channel = await getChannel(ctx, channelId);
  return {
    templates: ctx.templates,
    fallback: Language.parse(channel.defaultLanguage),
    sets,
    known: rules.length === 0 ? EMPTY_KNOWN : await getKnownNow(ctx, channelId, rules),
    ofChannel: { memberPage: memberPageOf(ctx, channel) ?? undefined },
    now: ctx.clock.now(),
  };
}
