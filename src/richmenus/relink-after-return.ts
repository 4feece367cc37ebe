import type { Context } from '../context.js';
import { changeFriendAndPublish } from '../friends/index.js';
import { chooseFriendMenu } from './choose-menu.js';
import { LINK_MENU } from './link-menu.js';

/** A friend who comes back may have lost their menu while linking had no effect: it is linked again. */
export async function relinkAfterReturn(ctx: Context, friendId: string): Promise<void> {
  await chooseFriendMenu(ctx, friendId);
  const now = ctx.clock.now();
  const friend = await changeFriendAndPublish(ctx, friendId, ({ menu }) =>
    menu.desired === null ? null : { set: { menu: { ...menu, linked: null, owedAt: now } } },
  );
  if (friend.menu.owedAt !== null) ctx.wake(LINK_MENU, [{ friendId }]);
}
