import { z } from 'zod';
import { requireAnswering, requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { defineOperation, type OperationProblem, type OperationStep, type RunningOperation } from '../edges.js';
import { AppError, InvalidInputError, NotFoundError } from '../errors.js';
import { isDuplicateKey, type Filter } from '../infra/mongo/model.js';
import { startOperation, type Operation } from '../operations/index.js';
import { takeBackAskings } from '../surveys/index.js';
import { applyAction } from './apply-action.js';
import { openForOf } from './open-conversation.js';
import { changeConversation } from './change-conversation.js';
import { ConversationModel, EntryModel, type Conversation, type Entry } from './conversation.model.js';
import { BulkAction } from './core/macro.js';
import { friendRulesIn, ViewRule } from './core/view.js';
import { findConversations } from './find-conversations.js';
import { filterUnder } from './list-conversations.js';
import { checkViewRule } from './meets-rule.js';

export const BULK = 'inbox.bulk';
const PAGE = 100;
const IDS_MAX = 10_000;
const UNDO_HOURS = 24;

export const BulkInput = z.strictObject({
  action: BulkAction,
  audience: z.union([
    z.strictObject({ conversationIds: z.array(z.string().min(1).max(40)).min(1).max(IDS_MAX) }),
    z.strictObject({ rule: ViewRule }),
  ]),
});
export type BulkInput = z.infer<typeof BulkInput>;

/** Starts to do one thing to many conversations: those named, or those under a rule about conversations. */
export async function startBulk(
  ctx: Pick<Context, 'actor' | 'clock' | 'listNames' | 'wake'>,
  channelId: string,
  given: BulkInput,
): Promise<Operation> {
  const input = BulkInput.parse(given);
  if ('rule' in input.audience && friendRulesIn(input.audience.rule).length > 0)
    throw new InvalidInputError('invalid_input', 'A rule for many conversations cannot ask about friends; name them.');
  if ('rule' in input.audience) await checkViewRule(ctx, channelId, input.audience.rule);
  const { action } = input;
  if (action.kind === 'team' && action.teamId !== null) await requireTeam(action.teamId, 'action.teamId');
  if (action.kind === 'assign' && action.staffId !== null) await requireAnswering(action.staffId);
  return startOperation(ctx, { channelId, kind: BULK, input });
}

type Running = RunningOperation<BulkInput>;

async function step(ctx: Context, operation: Running): Promise<OperationStep> {
  const { ids, cursor, isDone, total } = await nextPage(ctx, operation);
  const found = await findConversations(ids);
  const errors: OperationProblem[] = [];
  for (const id of ids) {
    try {
      if ((found.get(id)?.channelId ?? operation.channelId) !== operation.channelId)
        throw new NotFoundError(`conversation of channel ${operation.channelId}`, id);
      await applyAction(ctx, id, operation.input.action, { operationId: operation.id });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      errors.push({ row: null, subject: id, reason: error.message });
    }
  }
  const done = ids.length - errors.length;
  return { cursor, isDone, done, failed: errors.length, errors, ...(total === undefined ? {} : { total }) };
}

interface Page {
  ids: string[];
  cursor: string | null;
  isDone: boolean;
  total?: number;
}

async function nextPage(
  ctx: Pick<Context, 'actor' | 'caller' | 'clock'>,
  { channelId, cursor, input }: Running,
): Promise<Page> {
  const { audience } = input;
  if ('conversationIds' in audience) {
    const start = Number(cursor ?? 0);
    const ids = audience.conversationIds.slice(start, start + PAGE);
    const total = audience.conversationIds.length;
    return { ids, cursor: String(start + PAGE), isDone: start + PAGE >= total, total };
  }
  const filter = filterUnder(ctx, channelId, audience.rule);
  const after = cursor === null ? {} : { _id: { $gt: cursor } };
  const page = await ConversationModel.find({ ...filter, ...after } as Filter<Conversation>, { _id: 1 })
    .sort({ _id: 1 })
    .limit(PAGE)
    .lean();
  return { ids: page.map(({ _id }) => _id), cursor: page.at(-1)?._id ?? cursor, isDone: page.length < PAGE };
}

/** Takes back what one page of entries of the operation says, where it still is so. */
async function undoStep(ctx: Context, operation: Running): Promise<OperationStep> {
  const { id: operationId, cursor } = operation;
  const entries = await EntryModel.find({ operationId, ...(cursor === null ? {} : { _id: { $gt: cursor } }) })
    .sort({ _id: 1 })
    .limit(PAGE)
    .lean();
  const errors: OperationProblem[] = [];
  for (const entry of entries) {
    const problem = await takeBack(ctx, entry);
    if (problem !== null) errors.push({ row: null, subject: entry.conversationId, reason: problem });
  }
  return {
    cursor: entries.at(-1)?._id ?? cursor,
    isDone: entries.length < PAGE,
    done: entries.length - errors.length,
    failed: errors.length,
    errors,
  };
}

/** What an entry says of before and after; what changed since stays, with the reason. */
async function takeBack(ctx: Context, { _id: entryId, conversationId, data }: Entry): Promise<string | null> {
  const before = (data['before'] ?? {}) as Partial<Conversation>;
  const after = (data['after'] ?? {}) as Partial<Conversation>;
  const current = await ConversationModel.findById(conversationId).lean();
  if (!current) return null;
  const fields = Object.keys(after) as (keyof Conversation)[];
  const isAsBefore = fields.every((field) => isSame(current[field], before[field]));
  if (isAsBefore) return null;
  if (!fields.every((field) => isSame(current[field], after[field]))) return 'It was changed since.';
  try {
    await changeConversation(ctx, current, (seen) =>
      fields.every((field) => isSame(seen[field], after[field]))
        ? {
            set: restored(ctx, seen, before),
            entry: 'undone',
            announce: 'edited',
            data: { before: after, after: before },
          }
        : null,
    );
    if (after.state === 'resolved' && current.friendId !== null)
      await takeBackAskings(current.friendId, `${current.friendId}/${entryId}`);
    return null;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return 'Another conversation with the same friend was opened since.';
  }
}

function restored(ctx: Pick<Context, 'clock'>, current: Conversation, before: Partial<Conversation>) {
  const { state = current.state } = before;
  const isOver = state === 'resolved';
  const { snoozedUntil, ...fields } = before;
  return {
    ...fields,
    ...(state === current.state
      ? {}
      : {
          stateAt: ctx.clock.now(),
          openFor: isOver ? null : openForOf(current),
          resolvedAt: isOver ? (before.resolvedAt ?? ctx.clock.now()) : null,
          snoozedUntil: snoozedUntil ?? null,
        }),
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

export const operations = [
  defineOperation({
    kind: BULK,
    input: BulkInput,
    step,
    undo: { withinHours: UNDO_HOURS, step: undoStep },
  }),
];
