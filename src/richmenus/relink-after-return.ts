import type { Context } from '../context.js';
import { changeFriendAndPublish } from '../friends/index.js';
import { chooseFriendMenu } from './choose-menu.js';
import { wakeLinking } from './wake-linking.js';

/** A friend who comes back may have lost their menu, or kept an old one, while linking had no effect: it is owed again. */
export async function relinkAfterReturn(ctx: Context, friendId: string): Promise<void> {
  await chooseFriendMenu(ctx, friendId);
  const now = ctx.clock.now();
  const friend = await changeFriendAndPublish(ctx, friendId, ({ menu: { desired, linked, told } }) =>
    desired === null && linked === null && !told ? null : { set: { menu: { desired, linked: null, owedAt: now } } },
  );
  if (friend.menu.owedAt !== null) wakeLinking(ctx, friend.channelId);
}
