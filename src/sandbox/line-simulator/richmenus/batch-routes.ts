import { LineError, fieldErrors, invalidParameter, notFound } from '../http/line-error.js';
import { type Answer, type ChannelCall, type Route, accepted, channelRoute, ok, perHour } from '../http/route.js';
import { UUID } from '../ids.js';
import { isObject } from '../json.js';
import { BATCH_KEPT_MS, BATCH_OPERATIONS_MAX } from '../limits.js';
import type { Simulator } from '../simulator.js';
import type { Bot } from '../world/bot.js';
import type { Relation } from '../world/relation.js';
import type { BatchOperation, RichMenuBatch } from '../world/rich-menu.js';

const RESUME_KEY = /^[0-9a-zA-Z\-_]{1,100}$/;

/** Relinking everybody from one menu to another. */
export const richMenuBatchRoutes: Route[] = [
  channelRoute('POST /v2/bot/richmenu/batch', batch, { rate: perHour(3) }),
  channelRoute('POST /v2/bot/richmenu/validate/batch', (_sim, { bot, body }) => {
    readOperations(bot, body);
    return ok();
  }),
  channelRoute('GET /v2/bot/richmenu/progress/batch', progress, { rate: perHour(100) }),
];

/** Accepted now, done a little later, each operation against the links as they are then. */
function batch(sim: Simulator, { bot, body, requestId, at }: ChannelCall): Answer {
  const operations = readOperations(bot, body);
  const resumeRequestKey = isObject(body) ? body['resumeRequestKey'] : undefined;
  if (resumeRequestKey !== undefined && !(typeof resumeRequestKey === 'string' && RESUME_KEY.test(resumeRequestKey))) {
    throw fieldErrors([{ message: 'invalid resumeRequestKey', property: 'resumeRequestKey' }]);
  }
  const record: RichMenuBatch = { requestId, phase: 'ongoing', acceptedAt: at };
  bot.richMenuBatches.set(requestId, record);
  sim.clock.after(sim.settings.bulkLinkDelayMs, () => {
    record.phase = apply(bot, operations, sim.settings.batchPeopleMax || Infinity) ? 'succeeded' : 'failed';
    record.completedAt = sim.clock.now();
    sim.touch();
  });
  return accepted();
}

/** Relinks at most so many people; false when there were more. */
function apply(bot: Bot, operations: BatchOperation[], peopleMax: number): boolean {
  const target = new Map<string, string | undefined>();
  for (const operation of operations) {
    if (operation.type === 'link') target.set(operation.from, operation.to);
    else if (operation.type === 'unlink') target.set(operation.from, undefined);
  }
  const isUnlinkAll = operations.some(({ type }) => type === 'unlinkAll');
  const isMeant = ({ richMenuId }: Relation) => richMenuId !== undefined && (isUnlinkAll || target.has(richMenuId));
  let people = 0;
  for (const relation of bot.relations.values()) {
    if (!isMeant(relation)) continue;
    people += 1;
    if (people > peopleMax) return false;
    relation.richMenuId = isUnlinkAll ? undefined : target.get(relation.richMenuId ?? '');
  }
  return true;
}

function progress(sim: Simulator, { bot, query }: ChannelCall): Answer {
  const requestId = query.get('requestId') ?? '';
  if (!UUID.test(requestId)) throw invalidParameter('requestId');
  const found = bot.richMenuBatches.get(requestId);
  if (!found || sim.clock.now() - found.acceptedAt > BATCH_KEPT_MS) throw notFound();
  return ok({
    phase: found.phase,
    acceptedTime: new Date(found.acceptedAt).toISOString(),
    ...(found.completedAt !== undefined && { completedTime: new Date(found.completedAt).toISOString() }),
  });
}

function readOperations(bot: Bot, body: unknown): BatchOperation[] {
  const operations = isObject(body) ? body['operations'] : undefined;
  if (!Array.isArray(operations) || operations.length < 1 || operations.length > BATCH_OPERATIONS_MAX) {
    throw fieldErrors([{ message: `Size must be between 1 and ${BATCH_OPERATIONS_MAX}`, property: 'operations' }]);
  }
  const read = operations.map((operation: unknown, index) => readOperation(operation, index));
  if (read.length > 1 && read.some(({ type }) => type === 'unlinkAll')) {
    throw new LineError(400, "'unlinkAll' type can't be combined with other type", []);
  }
  const from = new Set<string>();
  for (const operation of read) {
    if (operation.type === 'unlinkAll') continue;
    if (from.has(operation.from)) throw new LineError(400, `from richmenu (${operation.from}) is duplicated`, []);
    from.add(operation.from);
    checkMenus(bot, operation);
  }
  return read;
}

function readOperation(operation: unknown, index: number): BatchOperation {
  const { type, from, to } = isObject(operation) ? operation : {};
  if (type === 'unlinkAll') return { type };
  if (type === 'unlink' && typeof from === 'string') return { type, from };
  if (type === 'link' && typeof from === 'string' && typeof to === 'string') return { type, from, to };
  throw fieldErrors([{ message: 'must be specified', property: `operations[${index}]` }]);
}

function checkMenus(bot: Bot, operation: Exclude<BatchOperation, { type: 'unlinkAll' }>): void {
  const named = operation.type === 'link' ? [operation.from, operation.to] : [operation.from];
  for (const id of named) if (!bot.richMenus.has(id)) throw new LineError(404, `Richmenu (${id}) is not found`, []);
  if (operation.type === 'link' && !bot.richMenus.get(operation.to)?.image) {
    throw new LineError(400, `'to' richmenu (${operation.to}) must have image but it doesn't`, []);
  }
}
