import type { z } from 'zod';
import type { PresentedFriend } from '../friends/schemas.js';
import { expect } from './eventually.js';
import type { System } from './system.js';

export type FriendView = z.infer<typeof PresentedFriend>;

/** The friend as the API shows them; rejects while there is none. */
export async function getFriendView({ api }: System, lineUserId: string): Promise<FriendView> {
  const { friends } = await api.get<{ friends: FriendView[] }>(`/api/v1/friends?lineUserId=${lineUserId}`);
  const [friend] = friends;
  expect(friend !== undefined, `a friend ${lineUserId}`);
  return friend;
}
