import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/infra/ids.js';
import { FriendModel } from '../../src/friends/friend.model.js';
import { ConversationModel, EntryModel, type Conversation } from '../../src/inbox/conversation.model.js';
import { buildApp, CHANNEL_ID, aUserId, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';
import { newFriend } from '../../src/friends/core/friend.js';
import { aPerson } from '../support/staff.js';
import { aStaffMember } from './an-inbox.js';

let product: TestApp;
beforeAll(async () => {
  product = await buildApp();
  await aStaffMember('agent-1');
});
afterAll(() => product.close());
beforeEach(() => ConversationModel.deleteMany({}));

const START = Date.UTC(2026, 5, 1);
const minute = (number: number) => new Date(START + number * 60_000);

async function aConversation(number: number, rest: Partial<Conversation> = {}, stage = 'engage'): Promise<string> {
  const friendId = newId();
  const friend = newFriend({
    id: friendId,
    channelId: CHANNEL_ID,
    lineUserId: aUserId(Number.parseInt(friendId.slice(-8), 36)),
    at: minute(0),
    now: new Date(Date.now() + 86_400_000),
  });
  await FriendModel.collection.insertOne({
    ...friend,
    stage: { name: stage, since: minute(0), policyVersion: 1, lock: null },
    outbox: [],
  } as never);
  const id = newId();
  const conversation: Conversation = {
    _id: id,
    channelId: CHANNEL_ID,
    friendId,
    groupId: null,
    openFor: friendId,
    state: 'open',
    stateAt: minute(number),
    heldSince: null,
    assigneeId: null,
    teamId: null,
    priority: 1,
    labels: [],
    participants: [],
    openedAt: minute(number),
    openedBy: 'system/test',
    resolvedAt: null,
    lastAt: minute(number),
    lastInboundAt: minute(number),
    lastStaffAt: null,
    firstStaffAt: null,
    lastMessage: { at: minute(number), from: 'friend', text: `message ${number}`, messageId: null },
    unreadCount: 0,
    readAt: {},
    replies: [],
    heardIds: [],
    outbox: [],
    textsUntil: null,
    draftBy: [],
    formerSights: [],
    rev: 1,
    version: 1,
    ...rest,
  };
  await ConversationModel.collection.insertOne(conversation as never);
  return id;
}

const list = async (query: string) => (await product.api('GET', `/api/v1/conversations?${query}`)).body;
const idsIn = (body: { conversations: { id: string }[] }) => body.conversations.map(({ id }) => id);

describe('a list', () => {
  test('has what was said last in front, page by page over all states', async () => {
    const ids = [
      await aConversation(1),
      await aConversation(2, { state: 'pending' }),
      await aConversation(3, { state: 'snoozed' }),
      await aConversation(3),
      await aConversation(5),
    ];
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { conversations: { id: string }[]; next: string | null } = await list(
        `limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...idsIn(page));
      cursor = page.next;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test('has who waits longest in front, and nobody who does not wait', async () => {
    const [late, early] = [
      await aConversation(9, { waitingSince: minute(2) }),
      await aConversation(1, { waitingSince: minute(1) }),
    ];
    await aConversation(3);
    expect(idsIn(await list('order=waiting'))).toEqual([early, late]);
  });

  test('has what is due first in front, page by page, and nothing that is not due', async () => {
    const [late, over, early] = [
      await aConversation(1, { dueAt: minute(30) }),
      await aConversation(2, { dueAt: minute(-5), state: 'snoozed' }),
      await aConversation(3, { dueAt: minute(20) }),
    ];
    await aConversation(4);
    const first = await list('order=due&limit=2');
    expect(idsIn(first)).toEqual([over, early]);
    expect(idsIn(await list(`order=due&limit=2&cursor=${first.next}`))).toEqual([late]);
  });

  test.each(['newest', 'waiting', 'due'])('from minutes to years is whole page by page, by %s', async (order) => {
    const HOURS = [-30, -1, 0.1, 1, 5, 7, 47, 49, 300, 390, 410, 1_199, 1_201, 2_000, 3_599, 3_601, 20_000];
    const ids = new Map<string, number>();
    for (const hours of HOURS) {
      const at = new Date(Date.now() - hours * 3_600_000);
      ids.set(await aConversation(0, { lastAt: at, waitingSince: at, dueAt: at }), hours);
    }
    const seen: (number | undefined)[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await list(`order=${order}&limit=2${next ? `&cursor=${next}` : ''}`);
      seen.push(...idsIn(page).map((id) => ids.get(id)));
      next = page.next;
    }
    expect(seen).toEqual(order === 'newest' ? HOURS : HOURS.toReversed());
  });

  test.each([
    ['state=pending', { state: 'pending' as const }],
    ['assignee=agent-1', { assigneeId: 'agent-1' }],
    ['assignee=anybody', { assigneeId: 'agent-2' }],
    ['label=battery', { labels: ['battery'] }],
    ['due=0', { dueAt: new Date(1) }],
  ])('can be of %s alone', async (query, rest) => {
    await aConversation(1);
    const wanted = await aConversation(2, rest);
    expect(idsIn(await list(query))).toEqual([wanted]);
  });
});

describe('a view', () => {
  const view = (rule: object, name: string) => product.api('POST', '/api/v1/inbox/views', { name, rule });

  test('asks about conversation and friend in one rule, and counts what it shows', async () => {
    const wanted = await aConversation(1, { priority: 3 }, 'retain');
    await aConversation(2, { priority: 3 }, 'acquire');
    await aConversation(3, { priority: 0 }, 'retain');
    const { body } = await view({ all: [{ priority: ['urgent'] }, { friend: { stage: ['retain'] } }] }, 'Urgent');
    expect(idsIn(await list(`view=${body.id}`))).toEqual([wanted]);
    const { views } = (await product.api('GET', '/api/v1/inbox/views')).body;
    expect(views).toMatchObject([{ name: 'Urgent', count: 1, isCut: false }]);
    expect((await view({ state: ['open'] }, 'Urgent')).status).toBe(409);
    await product.api('DELETE', `/api/v1/inbox/views/${body.id}`);
  });

  test('does not speak of what there is not', async () => {
    expect((await view({ friend: { segment: 'nope' } }, 'x')).status).toBe(400);
    expect((await view({ colour: ['red'] }, 'x')).status).toBe(400);
  });

  test('names nobody who never was of the staff; who was removed stays, for what they had', async () => {
    const unknown = [
      await product.api('GET', '/api/v1/conversations?assignee=ghost-1'),
      await view({ not: { assignee: ['agent-1', 'ghost-1'] } }, 'x'),
      await view({ any: [{ participant: 'ghost-1' }, { unread: true }] }, 'x'),
      await view({ team: ['ghost-1'] }, 'x'),
    ];
    for (const { status, body } of unknown)
      expect([status, body.error?.message]).toEqual([400, expect.stringContaining('ghost-1')]);
    const person = await aPerson(product);
    const theirs = await aConversation(1, { assigneeId: person.id });
    expect((await product.api('DELETE', `/api/v1/staff/${person.id}`)).status).toBe(204);
    expect(idsIn(await list(`assignee=${person.id}`))).toEqual([theirs]);
    const saved = await view({ participant: person.id }, 'Theirs');
    expect(saved.status).toBe(201);
    await product.api('DELETE', `/api/v1/inbox/views/${saved.body.id}`);
  });
});

describe('many at once', () => {
  const run = async (body: object) => {
    const { body: operation } = await product.api('POST', '/api/v1/inbox/bulk', body);
    return eventually(async () => {
      const { body: now } = await product.api('GET', `/api/v1/operations/${operation.id}`);
      expect(now.state).toBe('done');
      return now;
    });
  };

  test('are resolved, and the operation is taken back for those that nobody changed since', async () => {
    const ids = [await aConversation(1), await aConversation(2), await aConversation(3)];
    const operation = await run({ action: { kind: 'resolve' }, audience: { rule: { state: ['open'] } } });
    expect(operation).toMatchObject({ done: 3, failed: 0 });
    expect(await ConversationModel.countDocuments({ state: 'resolved' })).toBe(3);
    await product.api('POST', `/api/v1/conversations/${ids[0]}/reopen`);
    await product.api('PATCH', `/api/v1/conversations/${ids[0]}`, { priority: 'high' });
    await product.api('POST', `/api/v1/operations/${operation.id}/undo`);
    await eventually(async () => expect(await ConversationModel.countDocuments({ state: 'open' })).toBe(3));
    expect((await ConversationModel.findById(ids[1]).lean())?.openFor).toBeDefined();
    await eventually(async () =>
      expect(await EntryModel.countDocuments({ conversationId: { $in: ids }, name: 'undone' })).toBe(2),
    );
  });

  test('are not sought by a team that there is not', async () => {
    const body = { action: { kind: 'resolve' }, audience: { rule: { team: ['nope'] } } };
    const { status, body: error } = await product.api('POST', '/api/v1/inbox/bulk', body);
    expect({ status, message: error.error.message }).toEqual({ status: 400, message: expect.stringContaining('nope') });
  });

  test('get a label; who cannot be named is an error of the operation', async () => {
    const ids = [await aConversation(1), newId(), await aConversation(2, { channelId: '2000000002' })];
    const operation = await run({
      action: { kind: 'labels', add: ['battery'] },
      audience: { conversationIds: ids },
    });
    expect(operation).toMatchObject({ done: 1, failed: 2, total: 3 });
    expect((await ConversationModel.findById(ids[2]).lean())?.labels).toEqual([]);
    expect((await ConversationModel.findById(ids[0]).lean())?.labels).toEqual(['battery']);
    await product.api('POST', `/api/v1/operations/${operation.id}/undo`);
    await eventually(async () => expect((await ConversationModel.findById(ids[0]).lean())?.labels).toEqual([]));
  });
});
