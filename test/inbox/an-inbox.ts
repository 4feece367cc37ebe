import { expect } from '@jest/globals';
import { StaffModel } from '../../src/access/staff.model.js';
import type { Context } from '../../src/context.js';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { ConversationModel, type Conversation } from '../../src/inbox/conversation.model.js';
import { CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

/** Somebody of the staff who may work. */
export async function aStaffMember(staffId: string, name = staffId): Promise<string> {
  const createdAt = new Date();
  const staff = { email: `${staffId}@example.com`, name, roleKey: 'agent', state: 'active' as const, createdAt };
  await StaffModel.updateOne({ _id: staffId }, { $set: staff, $setOnInsert: { teamIds: [] } }, { upsert: true });
  return staffId;
}

/** The context of somebody of the staff. */
export const as = ({ app }: Pick<TestApp, 'app'>, staffId: string): Context => ({
  ...app.ctx,
  actor: { kind: 'staff', staffId, roleKey: 'agent' },
});

/** What a friend says; resolves once it is on record. */
export async function say(product: TestApp, { lineUserId }: FriendDocument, text: string): Promise<void> {
  await product.control.sendText({ channelId: CHANNEL_ID, userId: lineUserId, text });
}

/** The friend's conversation, once it is so. */
export const conversationOf = (
  { _id: friendId }: Pick<FriendDocument, '_id'>,
  expected: { [Field in keyof Conversation]?: unknown } = {},
): Promise<Conversation> =>
  eventually(async () => {
    const found = await ConversationModel.findOne({ friendId }).sort({ _id: -1 }).lean();
    expect(found).toMatchObject(expected);
    if (!found) throw new Error('There is no conversation.');
    return found;
  });
