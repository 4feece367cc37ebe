import type { Context } from '../context.js';
import { applyMenus } from './apply-menus.js';

export const PUBLISH_MENUS = 'richmenus.publish';

/** Brings the menus of `richmenus/` to a channel; resolves to how many were made or replaced. */
export async function publishRichMenus(ctx: Context, channelId: string): Promise<number> {
  const { done } = await applyMenus(ctx, channelId);
  return done.filter(({ kind }) => kind === 'create' || kind === 'replace').length;
}
