import { activityRecorded, recordActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import { idleBetween, lastSeenAt } from '../friends/core/idle.js';
import { findFriendBehind, noteCampaignClick, type Friend } from '../friends/index.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { LinkClickModel, TrackedLinkModel, type TrackedLink } from './link.model.js';

const KIND = 'link.clicked';
const MINUTE_MS = 60_000;

/**
 * Counts that a person opened a link. The friend it was handed to, or the one they were merged into, did so; of an erased
 * one only the link knows.
 */
export async function recordClick(
  ctx: Pick<Context, 'clock' | 'publish'>,
  link: TrackedLink,
  friendId: string | null,
): Promise<void> {
  const at = ctx.clock.now();
  const friend = friendId === null ? null : await findFriendBehind(friendId);
  if (friend) await countClick(link, friend._id, at);
  await TrackedLinkModel.updateOne({ _id: link._id }, { $inc: { clicks: 1 } });
  if (friend) await noteClick(ctx, link, friend, at);
}

async function countClick(
  { _id: linkId, channelId, senderKind, senderId }: TrackedLink,
  friendId: string,
  at: Date,
): Promise<void> {
  const count = () =>
    LinkClickModel.collection.updateOne(
      { _id: `${linkId}/${friendId}` as never },
      {
        $setOnInsert: { channelId, linkId, senderKind, senderId, friendId },
        $inc: { count: 1 },
        $min: { firstAt: at },
        $max: { lastAt: at },
      },
      { upsert: true },
    );
  try {
    await count();
  } catch (error) {
    // Of two first clicks at once, the other one has made the record.
    if (!isDuplicateKey(error)) throw error;
    await count();
  }
}

/** What rules and segments see: the campaign's click, and an activity of each minute in which the friend clicked. */
async function noteClick(ctx: Pick<Context, 'publish'>, link: TrackedLink, friend: Friend, at: Date): Promise<void> {
  const { _id: friendId, channelId } = friend;
  const { _id: linkId, url, senderKind, senderId } = link;
  if (senderKind === 'campaign') await noteCampaignClick(senderId, friendId, { clickedAt: at, sentAt: link.createdAt });
  const activityId = `${friendId}/${KIND}/${linkId}/${Math.floor(at.getTime() / MINUTE_MS)}`;
  const pause = idleBetween(lastSeenAt(friend), at);
  await recordActivities(
    [{ _id: activityId, channelId, friendId, kind: KIND, at, data: { linkId, url, senderKind, senderId } }],
    {
      activeAt: new Map([[friendId, at]]),
      idle: new Map(pause ? [[friendId, pause]] : []),
      lookAgain: { friendIds: new Set([friendId]), at },
    },
  );
  // Announced with each click of the minute: the process of an earlier one may have died before it announced.
  await ctx.publish([
    {
      ...activityRecorded.of({ activityId, kind: KIND }, at),
      id: `${activityRecorded.name}:${activityId}`,
      channelId,
      friendId,
    },
  ]);
}
