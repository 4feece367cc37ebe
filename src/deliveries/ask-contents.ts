import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import { listAttributeDefinitions } from '../friends/index.js';
import { askLine, listSamples, type Sample } from '../messages/index.js';
import { variablesOfFriends } from '../messages/core/message-set.js';
import { keyOf, type Content } from './core/content.js';
import { loadContent } from './load-content.js';

/** A content and how its place is called in a sentence. */
export interface PlacedContent {
  where: string;
  content: Content;
}

/**
 * Asks LINE whether it would take these contents: plain messages as they are. Of a message set LINE was asked when it was
 * saved; its coupons may have closed since. LINE being away is no problem of theirs: then `checkedByLine` is false.
 */
export async function askContents(
  ctx: Pick<Context, 'clock' | 'secrets' | 'connectLine' | 'templates' | 'liff'>,
  channelId: string,
  placed: PlacedContent[],
): Promise<{ problems: string[]; checkedByLine: boolean }> {
  const given = variablesOfFriends(await listAttributeDefinitions(ctx, channelId));
  const { sets } = await loadContent(
    ctx,
    channelId,
    placed.map(({ content }) => content),
  );
  const samples = placed.flatMap(({ where, content }): Sample[] => {
    if ('messages' in content) return [{ where, messages: content.messages }];
    const set = 'messageSet' in content ? sets.get(keyOf(content)) : undefined;
    return set ? listSamples(set, given).filter(hasCoupon).map(within(where)) : [];
  });
  return samples.length === 0
    ? { problems: [], checkedByLine: true }
    : askLine(await gatewayOf(ctx, channelId), samples);
}

const hasCoupon = ({ messages }: Sample) => messages.some(({ type }) => type === 'coupon');

const within = (where: string) => (sample: Sample) => ({ ...sample, where: `${where}, ${sample.where}` });
