import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import type { Context } from '../context.js';
import { defineRoute } from '../edges.js';
import { InvalidInputError } from '../errors.js';
import { findProfiles } from '../friends/index.js';
import { act } from './act.js';
import type { Conversation } from './conversation.model.js';
import { StaffId } from './core/macro.js';
import { CONVERSATION_STATES } from './core/conversation.js';
import type { ViewRule } from './core/view.js';
import { editConversation } from './edit-conversation.js';
import { findGroupLeft } from './group-left.js';
import { listConversations } from './list-conversations.js';
import { openWithFriend } from './open-with-friend.js';
import { presentConversation } from './present.js';
import { requireKnownStaff } from './require-known.js';
import { ConversationId, EditInput, ListQuery, PresentedConversation, SnoozeInput } from './schemas.js';
import { getView } from './views.js';
import { getConversation } from './visibility.js';

const tag = 'Inbox';
const params = z.object({ id: ConversationId });
const ASSIGNEE_WORDS = ['me', 'nobody', 'anybody'] as const;

/** A conversation with its friend, as callers see it. */
export async function present(ctx: Pick<Context, 'clock'>, conversation: Conversation) {
  const { friendId } = conversation;
  const friends = await findProfiles(friendId === null ? [] : [friendId]);
  const friend = friends.get(friendId ?? '');
  return presentConversation(conversation, { friend, leftGroupAt: await findGroupLeft(conversation) }, ctx.clock.now());
}

/** Many of them, each with its friend. */
export async function presentAll(ctx: Pick<Context, 'clock'>, conversations: Conversation[]) {
  const friends = await findProfiles(conversations.flatMap(({ friendId }) => friendId ?? []));
  const now = ctx.clock.now();
  return Promise.all(
    conversations.map(async (one) =>
      presentConversation(one, { friend: friends.get(one.friendId ?? ''), leftGroupAt: await findGroupLeft(one) }, now),
    ),
  );
}

const wordOf = (assignee: string | undefined) => ASSIGNEE_WORDS.find((word) => word === assignee);

function ruleOf({ state, assignee, label, due }: z.infer<typeof ListQuery>, base: ViewRule | null): ViewRule {
  const word = wordOf(assignee);
  const parts: ViewRule[] = [
    ...(base ? [base] : []),
    ...(state ? [{ state: [state] }] : []),
    ...(assignee === undefined ? [] : [{ assignee: word ?? [assignee] }]),
    ...(label === undefined ? [] : [{ labels: [label] }]),
    ...(due === undefined ? [] : [{ due: due === 'breached' ? due : { withinMinutes: due } } as const]),
  ];
  return parts.length === 0 ? { state: [...CONVERSATION_STATES] } : { all: parts };
}

/** Who of the staff it is for: staff themselves, or whom a program names. */
function staffIdOf({ actor }: Pick<Context, 'actor'>, named: string | undefined): string {
  const staffId = named ?? (actor.kind === 'staff' ? actor.staffId : undefined);
  if (staffId === undefined)
    throw new InvalidInputError('invalid_input', 'staffId is missing; a program says for whom it claims.');
  return staffId;
}

const listRoute = defineRoute({
  method: 'get',
  path: '/api/v1/conversations',
  access: { scope: 'read' },
  summary:
    'Conversations of a channel, by a saved view or by state, assignee, label and due; newest, longest waiting or due first',
  tag,
  query: ListQuery,
  response: z.object({
    conversations: z.array(PresentedConversation),
    next: z.string().nullable(),
    /** More were looked at than one page may; go on with `next`. */
    isCut: z.boolean(),
  }),
  handle: async (ctx, { query }) => {
    if (query.assignee !== undefined && !wordOf(query.assignee)) await requireKnownStaff([query.assignee], 'assignee');
    const view = query.view === undefined ? null : await getView(query.view);
    const channelId = view?.channelId ?? (await resolveChannel(ctx, query.channelId))._id;
    const { conversations, next, isCut } = await listConversations(ctx, {
      channelId,
      rule: ruleOf(query, view?.rule ?? null),
      order: query.order ?? view?.order ?? 'newest',
      cursor: query.cursor,
      limit: query.limit,
    });
    return { conversations: await presentAll(ctx, conversations), next, isCut };
  },
});

const openRoute = defineRoute({
  method: 'post',
  path: '/api/v1/friends/:id/conversation',
  access: { scope: 'write' },
  summary: 'Begin a conversation with a friend, or give the one that goes on',
  tag,
  params: z.object({ id: z.string().regex(/^[0-9A-Z]{26}$/, 'must be a friend id') }),
  response: PresentedConversation,
  handle: async (ctx, { params: { id } }) => present(ctx, await openWithFriend(ctx, id)),
});

const getRoute = defineRoute({
  method: 'get',
  path: '/api/v1/conversations/:id',
  access: { scope: 'read' },
  summary: 'A conversation, with until when an answer is free',
  tag,
  params,
  response: PresentedConversation,
  handle: async (ctx, { params: { id } }) => present(ctx, await getConversation(ctx, id)),
});

const editRoute = defineRoute({
  method: 'patch',
  path: '/api/v1/conversations/:id',
  access: { scope: 'write' },
  summary: 'Change priority, team, labels and participants',
  tag,
  params,
  body: EditInput,
  response: PresentedConversation,
  handle: async (ctx, { params: { id }, body }) => present(ctx, await editConversation(ctx, id, body)),
});

const claimRoute = defineRoute({
  method: 'post',
  path: '/api/v1/conversations/:id/claim',
  access: { scope: 'write' },
  summary: "Take a conversation that is nobody's; of many at once exactly one has it",
  tag,
  params,
  body: z.strictObject({ staffId: StaffId.optional() }),
  response: PresentedConversation,
  handle: async (ctx, { params: { id }, body }) =>
    present(ctx, await act(ctx, id, { kind: 'claim', staffId: staffIdOf(ctx, body.staffId) })),
});

const assignRoute = defineRoute({
  method: 'post',
  path: '/api/v1/conversations/:id/assign',
  access: { scope: 'write' },
  summary: 'Give a conversation to somebody of the staff, or to nobody',
  tag,
  params,
  body: z.strictObject({ staffId: StaffId.nullable() }),
  response: PresentedConversation,
  handle: async (ctx, { params: { id }, body: { staffId } }) =>
    present(ctx, await act(ctx, id, { kind: 'assign', staffId })),
});

const snoozeRoute = defineRoute({
  method: 'post',
  path: '/api/v1/conversations/:id/snooze',
  access: { scope: 'write' },
  summary: 'Put a conversation off until a time, or until they reply',
  tag,
  params,
  body: SnoozeInput,
  response: PresentedConversation,
  handle: async (ctx, { params: { id }, body: { until } }) =>
    present(ctx, await act(ctx, id, { kind: 'snooze', until })),
});

const moveRoute = (kind: 'handOver' | 'release' | 'resolve' | 'reopen', path: string, summary: string) =>
  defineRoute({
    method: 'post',
    path: `/api/v1/conversations/:id/${path}`,
    access: { scope: 'write' },
    summary,
    tag,
    params,
    response: PresentedConversation,
    handle: async (ctx, { params: { id } }) => present(ctx, await act(ctx, id, { kind })),
  });

export const conversationRoutes = [
  listRoute,
  openRoute,
  getRoute,
  editRoute,
  claimRoute,
  assignRoute,
  snoozeRoute,
  moveRoute('handOver', 'hand-over', 'Give the chat to a person: bot, surveys and promotions are silent from now on'),
  moveRoute('release', 'release', 'Give the chat back to the bot'),
  moveRoute('resolve', 'resolve', 'End a conversation'),
  moveRoute('reopen', 'reopen', 'Go on with a conversation that was ended'),
];
