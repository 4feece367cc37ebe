import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { countConversations } from './list-conversations.js';
import { ViewModel, type View } from './macro.model.js';
import { checkViewRule } from './meets-rule.js';
import { namedList } from './named-lists.js';
import { ViewInput } from './schemas.js';

const views = namedList<View, ViewInput>('view', ViewModel);
export const { remove: deleteView, get: getView, list: listSavedViews } = views;

type Needs = Pick<Context, 'clock' | 'listNames' | 'secrets' | 'connectLine'>;

/** Saves a view; InvalidInputError naming what its rule speaks of and the channel does not have. */
export async function addView(ctx: Needs, channelId: string, given: ViewInput): Promise<View> {
  const input = ViewInput.parse(given);
  await checkViewRule(ctx, channelId, input.rule);
  return views.add(ctx, channelId, input);
}

/** Replaces a view. */
export async function putView(ctx: Needs, viewId: string, given: ViewInput): Promise<View> {
  const input = ViewInput.parse(given);
  const { channelId } = await views.get(viewId);
  await checkViewRule(ctx, channelId, input.rule);
  return views.put(viewId, input);
}

/** The views of a channel by name, each with how many conversations it shows whoever looks. */
export async function listViews(
  ctx: Needs & Pick<Context, 'actor' | 'caller'>,
  channelId: string | undefined,
): Promise<(View & { count: number; isCut: boolean })[]> {
  const { _id } = await resolveChannel(ctx, channelId);
  const saved = await views.list(_id);
  return Promise.all(saved.map(async (view) => ({ ...view, ...(await countConversations(ctx, _id, view.rule)) })));
}
