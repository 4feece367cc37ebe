import { z } from 'zod';
import { resolveChannel } from '../channels/index.js';
import { ChannelId } from '../channels/schemas.js';
import type { Context } from '../context.js';
import { defineRoute, download, type ExportSource } from '../edges.js';
import { ForbiddenError, NotFoundError } from '../errors.js';
import { checkCsv } from '../infra/csv/read-csv.js';
import { writeCsv, writeNdjson } from '../infra/csv/write-csv.js';
import { presentOperation, startOperation } from '../operations/index.js';
import { PresentedOperation } from '../operations/schemas.js';
import { importHeaderProblem } from './core/import-row.js';
import { getFriend } from './find-friends.js';
import { definitionsByName, IMPORT_FRIENDS } from './import-friends.js';
import { IMPORT_FOLLOWERS } from './import-followers.js';
import { FriendId } from './schemas.js';

const tag = 'Import and export';
const UPLOAD_BYTES_MAX = 50 * 1024 * 1024;
const ROWS_MAX = 1_000_000;
const CSV = 'text/csv; charset=utf-8';
const NDJSON = 'application/x-ndjson';

const channelQuery = z.strictObject({ channelId: ChannelId.optional() });
const Flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

export const exchangeRoutes = [
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/import-followers',
    access: { scope: 'write' },
    summary: "Take everybody on LINE's list of followers as friends; for verified accounts, goes on where it was",
    tag,
    status: 202,
    query: channelQuery,
    response: PresentedOperation,
    handle: async (ctx, { query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      return presentOperation(await startOperation(ctx, { channelId: channel._id, kind: IMPORT_FOLLOWERS, input: {} }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/api/v1/friends/import',
    access: { scope: 'write' },
    summary: 'Take attributes and consent of friends from a CSV file; a dry run only says what would change',
    tag,
    status: 202,
    query: z.strictObject({ channelId: ChannelId.optional(), dryRun: Flag, skipErrors: Flag }),
    upload: { contentTypes: ['text/csv'], bytesMax: UPLOAD_BYTES_MAX },
    response: PresentedOperation,
    handle: async (ctx, { query: { channelId, dryRun, skipErrors }, upload }) => {
      const channel = await resolveChannel(ctx, channelId);
      const definitions = await definitionsByName(ctx, channel._id);
      const checkHeader = (names: string[]) => importHeaderProblem(names, definitions);
      const operation = await startOperation(ctx, {
        channelId: channel._id,
        kind: IMPORT_FRIENDS,
        input: { dryRun, skipErrors },
        file: { contentType: CSV, stream: upload, check: (stream) => checkCsv(stream, checkHeader, ROWS_MAX) },
      });
      return presentOperation(operation);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/exports/:file',
    access: { scope: 'admin', area: 'exports' },
    summary: 'Friends, tags, ledger, messages or clicks of a channel as CSV or NDJSON, such as friends.csv',
    tag,
    params: z.object({ file: z.string().regex(/^[a-z]+\.(csv|ndjson)$/, 'must be a name such as friends.csv') }),
    query: channelQuery,
    download: { contentTypes: ['text/csv', NDJSON] },
    handle: async (ctx, { params: { file }, query: { channelId } }) => {
      const channel = await resolveChannel(ctx, channelId);
      const [name, format] = file.split('.');
      const [first, ...others] = ctx.exports.filter((source) => source.name === name);
      if (!first) throw new NotFoundError('export', file);
      if (first.isOfChats && ctx.caller.rights.visibility !== 'all')
        throw new ForbiddenError(
          `${file} holds every conversation of the channel; your role does not see all of them.`,
        );
      const rows = rowsOf(ctx, [first, ...others], channel._id);
      return format === 'csv'
        ? download({
            contentType: CSV,
            fileName: file,
            stream: writeCsv(await first.columns(ctx, channel._id), rows),
          })
        : download({ contentType: NDJSON, fileName: file, stream: writeNdjson(rows) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/api/v1/friends/:id/export.ndjson',
    access: { scope: 'admin', area: 'exports' },
    summary: 'Everything that is kept about one friend, a document a line, for the friend who asks for it',
    tag,
    params: z.object({ id: FriendId }),
    download: { contentTypes: [NDJSON] },
    handle: async (ctx, { params: { id } }) => {
      const friend = await getFriend(id);
      await requireChat(ctx, id);
      return download({
        contentType: NDJSON,
        fileName: `friend-${id}.ndjson`,
        stream: writeNdjson(heldOf(ctx, friend)),
      });
    },
  }),
];

/** Throws ForbiddenError unless whoever acts sees every conversation of a friend: an export that left some out would mislead. */
async function requireChat(ctx: Context, friendId: string): Promise<void> {
  const all = { friendId, isAll: true } as const;
  const mayRead = await ctx.lookAtChats([ctx], [all]);
  if (mayRead(ctx, all)) return;
  throw new ForbiddenError(
    `The export of friend ${friendId} holds conversations that your role, which sees ${ctx.caller.rights.visibility}, does not see.`,
    { kind: 'friend', id: friendId },
  );
}

async function* rowsOf(ctx: Context, sources: ExportSource[], channelId: string) {
  for (const source of sources) yield* source.rows(ctx, channelId);
}

async function* heldOf(ctx: Context, friend: Awaited<ReturnType<typeof getFriend>>) {
  yield { holding: 'friend', ...friend };
  for (const holding of ctx.holdings) {
    for await (const row of holding.rows(friend)) yield { holding: holding.name, ...row };
  }
}
