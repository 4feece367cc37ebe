import { nameActor } from '../access/index.js';
import type { Context } from '../context.js';
import { changeFriendAndPublish } from './change-friend.js';
import type { Friend } from './core/friend.js';
import { getFriendToChange } from './find-friends.js';
import { friendBlacklisted, friendUnblacklisted } from './events.js';

type Needs = Pick<Context, 'actor' | 'clock' | 'publish'>;

/** Keeps everything that the system starts from a friend. Doing it again only changes the reason. */
export async function blacklistFriend(ctx: Needs, friendId: string, reason: string): Promise<Friend> {
  await getFriendToChange(friendId);
  const at = ctx.clock.now();
  const by = nameActor(ctx.actor);
  return changeFriendAndPublish(ctx, friendId, ({ blacklisted }) =>
    blacklisted?.reason === reason
      ? null
      : { set: { blacklisted: { at, reason, by } }, announce: [friendBlacklisted.of({ reason, by }, at)] },
  );
}

/** Takes a friend off the blacklist. */
export async function unblacklistFriend(ctx: Needs, friendId: string): Promise<Friend> {
  const at = ctx.clock.now();
  return changeFriendAndPublish(ctx, friendId, ({ blacklisted }) =>
    blacklisted
      ? { set: { blacklisted: null }, announce: [friendUnblacklisted.of({ by: nameActor(ctx.actor) }, at)] }
      : null,
  );
}
