import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { CHANNEL_ID, type TestApp } from './build-app.js';
import { eventually } from './eventually.js';

/** A friend who followed, as LINE and we know them, with their greeting behind them. */
export async function aFriend(
  { control }: Pick<TestApp, 'control'>,
  {
    displayName = 'Rider',
    language = 'en',
    channelId = CHANNEL_ID,
  }: { displayName?: string; language?: string; channelId?: string } = {},
): Promise<FriendDocument> {
  const { userId } = await control.addPerson({ displayName, language });
  await control.follow({ channelId, userId });
  return eventually(async () => {
    const friend = await FriendModel.findOne({ channelId, lineUserId: userId }).lean();
    const { entries } = await control.chat({ channelId, userId });
    const isGreeted = entries.some(({ kind }) => kind === 'seen');
    if (!friend?.profile || !friend.stage || !friend.menu.linked || !isGreeted) {
      const { profileDueAt, stage, menu } = friend ?? {};
      throw new Error(
        `Friend ${userId} is not settled yet: ${JSON.stringify({ isGreeted, profileDueAt, stage, menu })}`,
      );
    }
    return friend;
  });
}

/** The bubbles that a person saw, oldest first. */
export async function seenBy({ control }: Pick<TestApp, 'control'>, userId: string, channelId = CHANNEL_ID) {
  const { entries } = await control.chat({ channelId, userId });
  return entries.filter((entry) => entry.kind === 'seen');
}

export const asText = (text: string) => ({ messages: [{ type: 'text', text }] });
