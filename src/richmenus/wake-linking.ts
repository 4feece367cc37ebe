import type { Context } from '../context.js';

export const LINK_MENUS = 'richmenus.link-menu';

/** Wakes the linking of a channel's menus, now or later. */
export const wakeLinking = (ctx: Pick<Context, 'wake'>, channelId: string, delayMs = 0): void =>
  ctx.wake(LINK_MENUS, [{ channelId }], { delayMs });
