import { expect } from '@jest/globals';
import { StaffModel } from '../../src/access/staff.model.js';
import { AgentModel } from '../../src/assignment/agent.model.js';
import { changeAgent } from '../../src/assignment/change-agent.js';
import type { AssignmentPolicyInput } from '../../src/assignment/core/policy.js';
import { heartbeat } from '../../src/assignment/index.js';
import { explainAssignment, type Explained } from '../../src/assignment/explain-assignment.js';
import type { AgentChange } from '../../src/assignment/schemas.js';
import type { Context } from '../../src/context.js';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { EntryModel, type Conversation } from '../../src/inbox/conversation.model.js';
import { countHeard, hearFriend } from '../../src/inbox/index.js';
import { findFriendDocument } from '../../src/friends/index.js';
import { newId } from '../../src/infra/ids.js';
import { storeFriend } from '../friends/store-friend.js';
import { aStaffMember, conversationOf } from '../inbox/an-inbox.js';
import type { TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const MINUTE_MS = 60_000;

/** A team with a policy of its own. */
export async function aTeam(product: TestApp, name: string, policy: AssignmentPolicyInput = {}): Promise<string> {
  const { body } = await product.api('POST', '/api/v1/teams', { name });
  const put = await product.api('PUT', `/api/v1/teams/${body.id}/assignment`, { mode: 'roundRobin', ...policy });
  expect(put.status).toBe(200);
  return body.id;
}

/** Somebody of these teams whose console is open and who takes new conversations. */
export async function anAgent(
  { app }: TestApp,
  staffId: string,
  { teamIds, ...change }: AgentChange & { teamIds: string[] },
): Promise<string> {
  await aStaffMember(staffId);
  await StaffModel.updateOne({ _id: staffId }, { $set: { teamIds } });
  await changeAgent(app.ctx, staffId, { availability: 'online', ...change });
  await heartbeat(app.ctx, staffId);
  app.ctx.wake('assignment.give-out', [{}]);
  return staffId;
}

/** What a friend writes that the bot does not answer. */
export async function writes({ app: { ctx } }: TestApp, { _id }: FriendDocument, text: string): Promise<void> {
  const friend = await findFriendDocument(_id);
  if (!friend) throw new Error(`There is no friend ${_id}.`);
  const said = { eventId: newId(), at: new Date(), reply: null, preview: text, answer: 'none' as const };
  const { uncounted } = await hearFriend(ctx, friend, said);
  if (uncounted) await countHeard(ctx, [uncounted]);
}

/** A friend who wrote, in a conversation that is this team's. */
export async function aConversation(
  product: TestApp,
  expected: { [Field in keyof Conversation]?: unknown },
  text = 'Hello?',
  rest: Partial<FriendDocument> = {},
): Promise<{ friend: FriendDocument; id: string }> {
  const friend = await storeFriend(rest);
  await writes(product, friend, text);
  const { _id: id } = await conversationOf(friend, expected);
  return { friend, id };
}

/** The reasons that stand in the thread of a conversation, oldest first, once the last one is so. */
export const reasonsIn = (conversationId: string, last: string | RegExp): Promise<string[]> =>
  eventually(async () => {
    const entries = await EntryModel.find({ conversationId }).sort({ at: 1, _id: 1 }).lean();
    const reasons = entries.flatMap(({ data }) => (typeof data['reason'] === 'string' ? [data['reason']] : []));
    expect(reasons.at(-1)).toMatch(last);
    return reasons;
  });

/** Why each agent is not given a conversation. */
export const obstaclesTo = async ({ app }: TestApp, conversationId: string): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    (await explainAssignment(app.ctx, conversationId)).candidates.map(
      ({ staffId, obstacles }: Explained['candidates'][number]) => [staffId, obstacles.map(({ kind }) => kind)],
    ),
  );

/** What counts against an agent's capacity, once it is so. */
export const holds = (staffId: string, expected: string[]): Promise<void> =>
  eventually(async () => {
    const agent = await AgentModel.findById(staffId).lean();
    expect({ holding: agent?.holding.toSorted(), reserved: agent?.reserved }).toEqual({
      holding: expected.toSorted(),
      reserved: [],
    });
  });

/** The same context, so many minutes later. */
export const later = ({ app }: TestApp, minutes: number): Context => ({
  ...app.ctx,
  clock: { now: () => new Date(Date.now() + minutes * MINUTE_MS) },
});
