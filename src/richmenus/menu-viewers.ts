import { countFriends } from '../friends/index.js';

/** Friends of a channel to whom a menu is linked, by our records. Who blocked us sees none, and is linked anew on return. */
export const linkedTo = (channelId: string, lineRichMenuId: string) => ({
  channelId,
  standing: 'following',
  'menu.linked.lineRichMenuId': lineRichMenuId,
});

/** Friends who switched to a menu by a tab and were linked no other since. */
export const switchedTo = (channelId: string, lineRichMenuId: string) => ({
  channelId,
  standing: 'following',
  'menuTab.lineRichMenuId': lineRichMenuId,
  $expr: { $gt: ['$menuTab.at', '$menu.linked.at'] },
});

/** How many friends see a menu on LINE: it is linked to them, or they switched to it. */
export async function countViewers(channelId: string, lineRichMenuId: string): Promise<number> {
  const [linked, switched] = await Promise.all([
    countFriends(linkedTo(channelId, lineRichMenuId)),
    countFriends(switchedTo(channelId, lineRichMenuId)),
  ]);
  return linked + switched;
}
