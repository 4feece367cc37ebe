import { FriendModel, type FriendDocument } from '../src/friends/friend.model.js';
import { newFriend } from '../src/friends/core/friend.js';
import { newId } from '../src/infra/ids.js';
import type { Control } from '../src/sandbox/line-simulator/index.js';
import { chunk } from '../src/shared/chunk.js';

const INSERTED_AT_ONCE = 2_000;
const FAR_OFF_MS = 7 * 24 * 3_600_000;
/** The attribute that says to which audience a friend belongs. */
export const AUDIENCE_ATTRIBUTE = 'audience';

/** Friends who get one campaign and nothing else. */
export interface Audience {
  name: string;
  lineUserIds: string[];
  /** One of them is somebody whom LINE refuses. */
  hasStranger: boolean;
}

let people = 0;

/** Makes friends of their own for one campaign, known to LINE and to us, with nothing due but what is sent to them. */
export async function makeAudience(
  control: Pick<Control, 'addPeople' | 'befriend'>,
  channelId: string,
  { name, friends, hasStranger = false }: { name: string; friends: number; hasStranger?: boolean },
): Promise<Audience> {
  const lineUserIds = Array.from({ length: friends }, () => {
    people += 1;
    return `U${people.toString(16).padStart(32, '0')}`;
  });
  for (const part of chunk(lineUserIds, INSERTED_AT_ONCE)) {
    await control.addPeople(part.map((userId) => ({ userId, displayName: nameOf(userId), language: 'en' })));
    await control.befriend({ channelId, userIds: part });
    await FriendModel.collection.insertMany(part.map((userId) => aFriend(channelId, userId, name)) as never);
  }
  // Of a form that LINE's API refuses outright, as it does an id of another provider.
  if (hasStranger) await FriendModel.collection.insertOne(aFriend(channelId, `stranger to ${name}`, name) as never);
  return { name, lineUserIds, hasStranger };
}

const nameOf = (lineUserId: string) => `Rider ${Number.parseInt(lineUserId.slice(-8), 16)}`;

function aFriend(channelId: string, lineUserId: string, audience: string): FriendDocument {
  const now = new Date();
  return {
    ...newFriend({ id: newId(), channelId, lineUserId, at: now, now }),
    profile: { displayName: nameOf(lineUserId), pictureUrl: null, language: 'en', statusMessage: null },
    profileFetchedAt: now,
    profileDueAt: new Date(now.getTime() + FAR_OFF_MS),
    attributes: { [AUDIENCE_ATTRIBUTE]: audience },
    stage: { name: 'acquire', since: now, policyVersion: 0, lock: null },
    activityStatus: { name: 'active', since: now },
    segmentsCheckAt: null,
    outbox: [],
  };
}
