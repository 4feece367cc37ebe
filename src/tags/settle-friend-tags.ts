import type { Context } from '../context.js';
import {
  changeFriendAndPublish,
  changeFriends,
  type Friend,
  type FriendChange,
  type FriendDocument,
} from '../friends/index.js';
import { newsOfLapse } from './core/news.js';
import { nextTagCheckAt, settleTag } from './core/settle.js';
import { announcementOf } from './events.js';
import { readTagging, type Tagging } from './tagging.js';

type Needs = Pick<Context, 'clock' | 'publish'>;

/** Announces what time alone did to a friend's tags, at the instants at which it did, and notes when to look again. */
export async function settleFriendTags(ctx: Needs, friendId: string): Promise<void> {
  await changeFriendAndPublish(ctx, friendId, async (current) =>
    settled(current, await readTagging(ctx, current.channelId), ctx.clock.now()),
  );
}

/** The same for a page of friends of one channel. */
export async function settlePageOfTags(ctx: Needs, channelId: string, friends: FriendDocument[]): Promise<void> {
  const tagging = await readTagging(ctx, channelId);
  await changeFriends(ctx, friends, (friend) => settled(friend, tagging, ctx.clock.now()));
}

function settled(friend: Friend, { behaviours }: Tagging, now: Date): FriendChange | null {
  const looked = friend.tags.map((state) => settleTag(state, behaviours.get(state.tagId) ?? null, now));
  const tags = looked.map(({ state }) => state);
  const tagsCheckAt = nextTagCheckAt(tags, behaviours);
  const news = looked.flatMap(({ state, lapses }) => lapses.map((lapse) => newsOfLapse(state, lapse)));
  if (news.length === 0)
    return tagsCheckAt?.getTime() === friend.tagsCheckAt?.getTime() ? null : { set: { tagsCheckAt } };
  const inOrder = news.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  return { set: { tags, tagsCheckAt }, announce: inOrder.map(announcementOf) };
}
