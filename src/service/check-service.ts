import type { Context } from '../context.js';
import {
  findConversations,
  findExisting,
  settleServiceChecks,
  type Conversation,
  type ServiceCheck,
} from '../inbox/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { answerOutOfHours } from './answer-out-of-hours.js';
import { breachOf, factsOf, type ConversationFact } from './core/fact.js';
import { cutAnswered } from './core/history.js';
import { standingOf } from './core/standing.js';
import { FactModel } from './fact.model.js';
import { followConversation, type Applied, type Followed } from './follow-conversation.js';
import { keepRecords } from './keep-records.js';
import { ServiceRecordModel, type ServiceRecord } from './service-record.model.js';
import { tellOccurrences, type Untold } from './tell-occurrences.js';

/** Whatever nobody was told of, such as a calendar that another process saved as it died, is seen after this. */
const LOOK_AGAIN_MS = 6 * 3_600_000;

/** A conversation that is looked at, with its record as it was. */
interface Looked extends Followed, Untold {
  known: ServiceRecord | null;
}

/**
 * Looks at conversations whose time has come: follows what happened, measures it, tells of what is over or nearly so, and
 * answers friends who write while it is closed. Each part is harmless to repeat; of two processes that look at once, one
 * writes. Resolves to false when another one did, and something is to be looked at again.
 */
export async function checkService(
  ctx: Context,
  conversationIds: string[],
  applied: Applied | null = null,
): Promise<boolean> {
  const now = ctx.clock.now();
  const found = [...(await findConversations(conversationIds)).values()];
  const looked = await look(ctx, applied ? found : found.filter((one) => isDue(one, now)), applied);
  if (looked.length === 0) return true;
  const facts = looked.flatMap(factsAbout);
  if (facts.length > 0) await insertNew(FactModel, facts);
  await tellOccurrences(ctx, looked);

  const kept: { one: Looked; record: ServiceRecord; againAt: Date | null }[] = [];
  for (const one of looked) {
    const { note, againAt } = await answerOutOfHours(ctx, one.conversation, one.record.outOfHours);
    kept.push({ one, record: nextRecord(one, note), againAt });
  }
  const ours = await keepRecords(kept.map(({ one, record }) => ({ seen: one.known, record })));
  const settled = kept.flatMap(({ one, againAt }) => {
    const record = ours.get(one.conversation._id);
    return record ? [{ seen: one.conversation, check: checkOf(one, record, againAt, now) }] : [];
  });
  await settleServiceChecks(ctx, settled);
  await forgetErased(looked.map(({ conversation }) => conversation._id));
  return settled.length === looked.length;
}

/** What was written about conversations while they were erased goes, too. */
async function forgetErased(conversationIds: string[]): Promise<void> {
  const there = await findExisting(conversationIds);
  const gone = conversationIds.filter((id) => !there.has(id));
  if (gone.length === 0) return;
  await ServiceRecordModel.deleteMany({ _id: { $in: gone } });
  await FactModel.updateMany({ conversationId: { $in: gone } }, { $set: { friendId: null } });
}

const isDue = ({ serviceCheckAt }: Conversation, now: Date) => serviceCheckAt !== undefined && serviceCheckAt <= now;

async function look(ctx: Context, conversations: Conversation[], applied: Applied | null): Promise<Looked[]> {
  const ids = conversations.map(({ _id }) => _id);
  const records = ids.length > 0 ? await ServiceRecordModel.find({ _id: { $in: ids } }).lean() : [];
  const byId = new Map(records.map((record) => [record._id, record]));
  const looked: Looked[] = [];
  for (const conversation of conversations) {
    const known = byId.get(conversation._id) ?? null;
    const followed = await followConversation(ctx, conversation, known, applied);
    const occurrences = (followed.level?.occurrences ?? []).filter(({ id }) => !followed.record.told.includes(id));
    looked.push({ ...followed, conversation, known, occurrences });
  }
  return looked;
}

function factsAbout({
  conversation,
  record,
  happened,
  inForce,
  level,
  hoursOf,
  occurrences,
}: Looked): ConversationFact[] {
  const { history, earlier, settled } = record;
  const measuring = { conversation, history, earlier, settled, inForce, hoursOf };
  const breaches = occurrences.flatMap((occurrence) => {
    const { kind, target, count } = occurrence;
    const measured = level?.measured.find((one) => one.target === target && one.count === count);
    return kind === 'breach' && measured ? [breachOf(measuring, conversation, occurrence, measured)] : [];
  });
  return [...factsOf(measuring, happened), ...breaches];
}

/** The record as it is kept: what ended stays as it was measured, and what is long settled is cut off. */
function nextRecord({ record, level, occurrences }: Looked, outOfHours: ServiceRecord['outOfHours']): ServiceRecord {
  const { history, earlier } = cutAnswered(record);
  const isKept = ({ target, count }: { target: string; count: number }) => target !== 'nextResponse' || count > earlier;
  const settled = level ? level.measured.filter(({ endedAt }) => endedAt !== null) : record.settled;
  const told = [...record.told, ...occurrences.map(({ id }) => id)].filter((id) => {
    const [target = '', count = ''] = id.split('/');
    return isKept({ target, count: Number(count) });
  });
  return { ...record, history, earlier, settled: settled.filter(isKept), told, outOfHours };
}

function checkOf(
  { conversation, inForce, level }: Looked,
  { rev, lookedUntil }: ServiceRecord,
  againAt: Date | null,
  now: Date,
): ServiceCheck {
  const standing = inForce && level && standingOf(inForce, level, conversation.state === 'resolved');
  const dueAt = level?.dueAt ? earliest(level.dueAt, new Date(now.getTime() + LOOK_AGAIN_MS)) : null;
  return {
    standing: standing && { ...standing, serviceLevel: { ...standing.serviceLevel, rev } },
    lookedUntil,
    rev,
    nextAt: earliest(againAt, dueAt),
  };
}

const earliest = (one: Date | null, other: Date | null) =>
  one && other ? (one < other ? one : other) : (one ?? other);
