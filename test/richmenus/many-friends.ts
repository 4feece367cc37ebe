import { newFriend, type FriendMenu } from '../../src/friends/core/friend.js';
import { FriendModel, type FriendDocument } from '../../src/friends/friend.model.js';
import { newId } from '../../src/infra/ids.js';
import { chunk } from '../../src/shared/chunk.js';
import { aUserId, CHANNEL_ID, type TestApp } from '../support/build-app.js';

const AT_ONCE = 1_000;
const FIRST_NUMBER = 0x10_0000;

/** Friends whom LINE and we know, with this menu on record, and nothing due. */
export async function insertFriends(
  { control }: Pick<TestApp, 'control'>,
  count: number,
  changes: Partial<FriendDocument> = {},
): Promise<FriendDocument[]> {
  const now = new Date();
  const present = await FriendModel.countDocuments();
  const friends = Array.from({ length: count }, (_, index): FriendDocument => {
    const seen = { id: newId(), channelId: CHANNEL_ID, lineUserId: aUserId(FIRST_NUMBER + present + index) };
    return {
      ...newFriend({ ...seen, at: now, now }),
      followedAt: now,
      standingAt: now,
      lastActiveAt: now,
      profile: { displayName: 'Rider', pictureUrl: null, language: 'en', statusMessage: null },
      profileDueAt: null,
      segmentsCheckAt: null,
      stage: { name: 'acquire', since: now, policyVersion: 0, lock: null },
      activityStatus: { name: 'active', since: now },
      outbox: [],
      ...changes,
    };
  });
  for (const some of chunk(friends, AT_ONCE)) {
    await control.addPeople(
      some.map(({ lineUserId }) => ({ userId: lineUserId, displayName: 'Rider', language: 'en' })),
    );
    await control.befriend({ channelId: CHANNEL_ID, userIds: some.map(({ lineUserId }) => lineUserId) });
    await FriendModel.collection.insertMany(some as never);
  }
  return friends;
}

/** A menu that is desired and not linked. */
export const owing = (name: string, owedAt = new Date()): FriendMenu => ({
  desired: { name, language: 'en', rule: 'Test', at: owedAt },
  linked: null,
  owedAt,
});

/** How LINE answered the calls that link menus, by the end of their path. */
export async function linkCalls({ control }: Pick<TestApp, 'control'>) {
  const calls = await control.calls({ channelId: CHANNEL_ID });
  const of = (endpoint: string) => calls.find((one) => one.endpoint === endpoint)?.byStatus ?? {};
  const sum = (byStatus: Record<string, number>) => Object.values(byStatus).reduce((all, count) => all + count, 0);
  return {
    bulk: of('POST /v2/bot/richmenu/bulk/link'),
    single: of('POST /v2/bot/user/{userId}/richmenu/{richMenuId}'),
    unlink: sum(of('DELETE /v2/bot/user/{userId}/richmenu')) + sum(of('POST /v2/bot/richmenu/bulk/unlink')),
    batches: sum(of('POST /v2/bot/richmenu/batch')),
    peakPerSecond: Math.max(...calls.map(({ peakPerSecond }) => peakPerSecond), 0),
  };
}

/** How many more calls there are than before, by status. */
export const more = (after: Record<string, number>, before: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([status, count]) => {
      const fresh = count - (before[status] ?? 0);
      return fresh > 0 ? [[status, fresh]] : [];
    }),
  );
