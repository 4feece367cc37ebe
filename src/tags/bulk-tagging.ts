import { EJSON } from 'bson';
import { z } from 'zod';
import type { Context } from '../context.js';
import type { OperationProblem, OperationStep, RunningOperation } from '../edges.js';
import { findFriendDocuments, listFriendDocuments, type FriendDocument } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { checkCsv, type CsvRow } from '../infra/csv/read-csv.js';
import { readOperationCsv, startOperation, type Operation, type StartOperationInput } from '../operations/index.js';
import { eachLimited } from '../shared/each-limited.js';
import { assertNever } from '../shared/assert-never.js';
import { bulkHeaderProblem, readBulkRow, type BulkRow } from './core/bulk-row.js';
import { getTag } from './find-tags.js';
import { recordPageOfEntries } from './record-page-of-entries.js';
import { refoldTags } from './refold-tags.js';
import { TagLedgerModel } from './tag.model.js';

export const BULK_TAGGING = 'tags.bulk';
const PAGE = 200;
const AT_ONCE = 4;
const CSV_ROWS_MAX = 1_000_000;

export const BulkInput = z.strictObject({
  tagId: z.string(),
  op: z.enum(['apply', 'remove']),
  weight: z.number().nullable(),
  reason: z.string().nullable(),
  audience: z.discriminatedUnion('kind', [
    /** Frozen when it was started, as extended JSON: a filter has operators and instants in it. */
    z.strictObject({ kind: z.literal('filter'), filter: z.string() }),
    z.strictObject({ kind: z.literal('friendIds'), friendIds: z.array(FriendId) }),
    z.strictObject({ kind: z.literal('file') }),
  ]),
});
export type BulkInput = z.infer<typeof BulkInput>;
type Running = RunningOperation<BulkInput>;

interface BulkTagging {
  channelId: string;
  tagId: string;
  op?: 'apply' | 'remove' | undefined;
  /** What each application adds; the tag's own weight when left out. */
  weight?: number | undefined;
  reason?: string | undefined;
}

/** Starts to tag many friends, or to take the tag from them: those under a filter, those named, or those of a CSV file. */
export async function startBulkTagging(
  ctx: Pick<Context, 'actor' | 'clock' | 'wake'>,
  given: BulkTagging &
    ({ filter: object } | { friendIds: string[] } | { file: NonNullable<StartOperationInput['file']>['stream'] }),
): Promise<Operation> {
  const { channelId, tagId, op = 'apply', weight, reason } = given;
  await getTag(channelId, tagId);
  const input = { tagId, op, weight: weight ?? null, reason: reason ?? null, audience: audienceOf(given) };
  const file =
    'file' in given
      ? {
          contentType: 'text/csv',
          stream: given.file,
          check: (stream: typeof given.file) => checkCsv(stream, bulkHeaderProblem, CSV_ROWS_MAX),
        }
      : null;
  return startOperation(ctx, { channelId, kind: BULK_TAGGING, input, ...(file ? { file } : {}) });
}

function audienceOf(given: { filter: object } | { friendIds: string[] } | { file: unknown }): BulkInput['audience'] {
  if ('filter' in given) return { kind: 'filter', filter: EJSON.stringify(given.filter, { relaxed: false }) };
  if ('friendIds' in given) return { kind: 'friendIds', friendIds: given.friendIds };
  return { kind: 'file' };
}

/** One friend of a piece of the work, with what is added to them. */
interface Chosen {
  friend: FriendDocument;
  weight: number | null;
}

interface Piece {
  chosen: Chosen[];
  errors: OperationProblem[];
  cursor: string | null;
  isDone: boolean;
  total?: number;
}

/** Tags one piece of the audience. Each friend's entry has the operation as its cause, so a repeated piece changes nothing. */
export async function tagPiece(ctx: Context, operation: Running): Promise<OperationStep> {
  const { tagId, op, weight, reason } = operation.input;
  const tag = await getTag(operation.channelId, tagId);
  const { chosen, errors, ...piece } = await readPiece(operation);
  const effects = await recordPageOfEntries(
    ctx,
    operation.channelId,
    chosen.map(({ friend, weight: own }) => ({
      friend,
      entry: {
        tagId,
        op,
        weight: op === 'remove' ? 0 : (own ?? weight ?? tag.intensity?.defaultWeight ?? 1),
        at: operation.startedAt,
        eventId: causeOf(operation),
        source: { kind: 'bulk', id: operation.id },
        actor: operation.startedBy,
        ...(reason === null ? {} : { reason }),
      },
    })),
  );
  const failed = [...effects].flatMap(([friendId, { suppressed }]) =>
    suppressed ? [{ row: null, subject: friendId, reason: WHY[suppressed] }] : [],
  );
  return {
    ...piece,
    done: chosen.length - failed.length,
    failed: errors.length + failed.length,
    errors: [...errors, ...failed],
  };
}

const WHY = {
  cooldown: 'The tag was applied so shortly before that it does not count again.',
  dailyCap: 'The tag was applied as often today as it counts.',
  tagLimit: 'The friend has the most tags that one can have.',
};

const causeOf = ({ id }: Running) => `bulk:${id}`;

/** Takes one piece back: its entries count no more, and the friends' tags are folded again. */
export async function untagPiece(ctx: Context, operation: RunningOperation<BulkInput>): Promise<OperationStep> {
  const { channelId, cursor, startedAt, input } = operation;
  const { tagId } = input;
  const rows = await TagLedgerModel.find({
    channelId,
    tagId,
    at: startedAt,
    eventId: causeOf(operation),
    ...(cursor === null ? {} : { _id: { $gt: cursor } }),
  })
    .sort({ _id: 1 })
    .limit(PAGE)
    .lean();
  await TagLedgerModel.updateMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { $set: { isUndone: true } });
  await eachLimited(rows, AT_ONCE, async ({ friendId }) => void (await refoldTags(ctx, friendId, [tagId])));
  return { cursor: rows.at(-1)?._id ?? cursor, isDone: rows.length < PAGE, done: rows.length };
}

async function readPiece(operation: Running): Promise<Piece> {
  const { channelId, cursor, input } = operation;
  const { audience } = input;
  switch (audience.kind) {
    case 'filter': {
      const within = { channelId, mergedInto: null, $and: [EJSON.parse(audience.filter)] };
      const friends = await listFriendDocuments(within, { afterId: cursor, limit: PAGE });
      return {
        chosen: friends.map((friend) => ({ friend, weight: null })),
        errors: [],
        cursor: friends.at(-1)?._id ?? cursor,
        isDone: friends.length < PAGE,
      };
    }
    case 'friendIds': {
      const start = Number(cursor ?? 0);
      const rows = audience.friendIds
        .slice(start, start + PAGE)
        .map((friendId): BulkRow => ({ row: null, friendId, lineUserId: null, weight: null }));
      return {
        ...(await choose(channelId, rows)),
        cursor: String(start + PAGE),
        isDone: start + PAGE >= audience.friendIds.length,
        total: audience.friendIds.length,
      };
    }
    case 'file': {
      const page = await readOperationCsv(operation.id, { cursor, limit: PAGE, checkHeader: bulkHeaderProblem });
      const { rows, errors } = readRows(page.rows);
      const { chosen, errors: unknown } = await choose(channelId, rows);
      return { chosen, errors: [...errors, ...unknown], cursor: page.cursor, isDone: page.isLast };
    }
    default:
      return assertNever(audience);
  }
}

function readRows(given: CsvRow[]): { rows: BulkRow[]; errors: OperationProblem[] } {
  const read = given.map((row) => readBulkRow(row));
  return {
    rows: read.flatMap((one) => ('problem' in one ? [] : [one])),
    errors: read.flatMap((one) =>
      'problem' in one ? [{ row: one.row, subject: one.subject, reason: one.problem }] : [],
    ),
  };
}

/** The friends whom rows name, each once; who is not found is an error. */
async function choose(channelId: string, rows: BulkRow[]): Promise<Pick<Piece, 'chosen' | 'errors'>> {
  const friends = await findFriendDocuments(channelId, {
    ids: rows.flatMap(({ friendId }) => friendId ?? []),
    lineUserIds: rows.flatMap(({ lineUserId }) => lineUserId ?? []),
  });
  const byKey = new Map(friends.flatMap((friend) => [[friend._id, friend] as const, [friend.lineUserId, friend]]));
  const chosen = new Map<string, Chosen>();
  const errors: OperationProblem[] = [];
  for (const { row, friendId, lineUserId, weight } of rows) {
    const subject = friendId ?? lineUserId ?? '';
    const friend = byKey.get(subject);
    if (friend) chosen.set(friend._id, { friend, weight });
    else errors.push({ row, subject, reason: `There is no friend ${subject} in channel ${channelId}.` });
  }
  return { chosen: [...chosen.values()], errors };
}
