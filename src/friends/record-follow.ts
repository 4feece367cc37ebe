import type { Context } from '../context.js';
import { NotFoundError } from '../errors.js';
import { AddLinkModel, ArrivalModel } from './arrival.model.js';
import { changeFriend, changeFriendAndPublish } from './change-friend.js';
import type { Friend } from './core/friend.js';
import { decideStanding } from './core/standing.js';
import { friendFollowed, friendPathFound, friendUnfollowed } from './events.js';
import { FriendModel, type FriendDocument } from './friend.model.js';

type Needs = Pick<Context, 'clock'>;

/** Records a follow: standing, first follow, and the add link that the person came through. */
export async function recordFollow(
  ctx: Needs,
  friend: FriendDocument,
  { at, isUnblocked }: { at: Date; isUnblocked: boolean },
): Promise<FriendDocument> {
  const friendPath = friend.friendPath ?? (await findFriendPath(friend));
  return changeFriend(ctx, friend, (current) => {
    const standing = decideStanding(current, { type: 'follow', at });
    if (!standing) return null;
    const isFirst = current.followedAt === null;
    const set = {
      ...standing,
      friendPath: current.friendPath ?? friendPath,
      profileDueAt: isFirst ? current.profileDueAt : ctx.clock.now(),
    };
    return {
      set,
      announce: standing.standing === 'following' ? [friendFollowed.of({ isUnblocked, isFirst }, at)] : [],
    };
  });
}

/** Records that the friend blocked us. */
export async function recordUnfollow(
  ctx: Needs,
  friend: FriendDocument,
  { at }: { at: Date },
): Promise<FriendDocument> {
  return changeFriend(ctx, friend, (current) => {
    const standing = decideStanding(current, { type: 'unfollow', at });
    return (
      standing && { set: standing, announce: standing.standing === 'blocked' ? [friendUnfollowed.of({}, at)] : [] }
    );
  });
}

/**
 * Records that a person, proven by LINE, opened an add link. LINE's follow event carries no referrer, so this is how the
 * friend path is known; it holds for a follow up to a day later, and for one that was handled just before.
 */
export async function recordArrival(
  ctx: Pick<Context, 'clock' | 'publish'>,
  { channelId, lineUserId, linkId }: { channelId: string; lineUserId: string; linkId: string },
): Promise<void> {
  const link = await AddLinkModel.findOne({ _id: linkId, channelId }).lean();
  if (!link) throw new NotFoundError('add link', linkId);
  const at = ctx.clock.now();
  await ArrivalModel.updateOne({ _id: `${channelId}/${lineUserId}` }, { $set: { linkId, at } }, { upsert: true });
  const friend = await FriendModel.findOne({ channelId, lineUserId }, { _id: 1, createdAt: 1 }).lean();
  const justCameMs = 60_000;
  if (!friend || at.getTime() - friend.createdAt.getTime() > justCameMs) return;
  const friendPath = { id: link._id, name: link.name, at };
  await changeFriendAndPublish(ctx, friend._id, (current) =>
    current.friendPath ? null : { set: { friendPath }, announce: [friendPathFound.of({ id: link._id }, at)] },
  );
}

async function findFriendPath(friend: Friend): Promise<Friend['friendPath']> {
  const arrival = await ArrivalModel.findById(`${friend.channelId}/${friend.lineUserId}`).lean();
  if (!arrival) return null;
  const link = await AddLinkModel.findById(arrival.linkId).lean();
  return link && { id: link._id, name: link.name, at: arrival.at };
}
