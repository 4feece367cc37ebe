import { activityRecorded, recordActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import { idleBetween, lastSeenAt } from '../friends/core/idle.js';
import { findFriendBehind, noteCampaignClick, type Friend } from '../friends/index.js';
import { isDuplicateKey } from '../infra/mongo/model.js';
import { LinkClickModel, TrackedLinkModel, type LinkClick, type TrackedLink } from './link.model.js';

const KIND = 'link.clicked';
const MINUTE_MS = 60_000;
const NOTING_MS = 3_000; // longer than it takes to tell rules and segments of a click

const minuteOf = (at: Date) => Math.floor(at.getTime() / MINUTE_MS);

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
  const before = friend && (await countClick(link, friend._id, at));
  await TrackedLinkModel.updateOne({ _id: link._id }, { $inc: { clicks: 1 } });
  if (!friend || isNoted(before, at)) return;
  await noteClick(ctx, link, friend, at);
  await LinkClickModel.updateOne({ _id: clickIdOf(link, friend._id) }, { $max: { notedAt: at } });
}

const clickIdOf = ({ _id }: TrackedLink, friendId: string) => `${_id}/${friendId}`;

/** Resolves to the friend's clicks on the link before this one, or null for the first. */
async function countClick(link: TrackedLink, friendId: string, at: Date): Promise<LinkClick | null> {
  const { _id: linkId, channelId, senderKind, senderId } = link;
  const count = () =>
    LinkClickModel.findOneAndUpdate(
      { _id: clickIdOf(link, friendId) },
      {
        $setOnInsert: { channelId, linkId, senderKind, senderId, friendId },
        $inc: { count: 1 },
        $min: { firstAt: at },
        $max: { lastAt: at },
      },
      { upsert: true, returnDocument: 'before' },
    ).lean();
  return count().catch((error: unknown) => {
    // Of two first clicks at once, the other one has made the record.
    if (!isDuplicateKey(error)) throw error;
    return count();
  });
}

/** Whether a click of the same minute was told to rules and segments, or is being told by whoever took it a moment ago. */
function isNoted(before: LinkClick | null, at: Date): boolean {
  if (!before || minuteOf(before.lastAt) !== minuteOf(at)) return false;
  const isBeingNoted = at.getTime() - before.lastAt.getTime() < NOTING_MS;
  return isBeingNoted || (before.notedAt !== undefined && minuteOf(before.notedAt) === minuteOf(at));
}

/** What rules and segments see: the campaign's click, and an activity of each minute in which the friend clicked. */
async function noteClick(ctx: Pick<Context, 'publish'>, link: TrackedLink, friend: Friend, at: Date): Promise<void> {
  const { _id: friendId, channelId } = friend;
  const { _id: linkId, url, senderKind, senderId } = link;
  if (senderKind === 'campaign') await noteCampaignClick(senderId, friendId, { clickedAt: at, sentAt: link.createdAt });
  const activityId = `${friendId}/${KIND}/${linkId}/${minuteOf(at)}`;
  const pause = idleBetween(lastSeenAt(friend), at);
  await recordActivities(
    [{ _id: activityId, channelId, friendId, kind: KIND, at, data: { linkId, url, senderKind, senderId } }],
    {
      activeAt: new Map([[friendId, at]]),
      idle: new Map(pause ? [[friendId, pause]] : []),
      lookAgain: { friendIds: new Set([friendId]), at },
    },
  );
  await ctx.publish([
    {
      ...activityRecorded.of({ activityId, kind: KIND }, at),
      id: `${activityRecorded.name}:${activityId}`,
      channelId,
      friendId,
    },
  ]);
}
