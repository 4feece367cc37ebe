import type { Context } from '../context.js';
import { changeFriend, type FriendDocument } from '../friends/index.js';

/** Moves a friend's last activity forward; it never moves back. */
export async function touchFriend(
  ctx: Pick<Context, 'clock'>,
  friend: FriendDocument,
  activeAt: Date[],
): Promise<FriendDocument> {
  const latest = activeAt.reduce<Date | null>((last, at) => (last === null || at > last ? at : last), null);
  if (latest === null) return friend;
  return changeFriend(ctx, friend, ({ lastActiveAt }) =>
    lastActiveAt !== null && lastActiveAt >= latest ? null : { set: { lastActiveAt: latest } },
  );
}
