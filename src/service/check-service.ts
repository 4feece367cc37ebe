import type { Context } from '../context.js';
import { findConversation, settleServiceCheck, type Conversation } from '../inbox/index.js';
import { insertNew } from '../infra/mongo/model.js';
import { answerOutOfHours } from './answer-out-of-hours.js';
import { breachOf, factsOf } from './core/fact.js';
import { cutAnswered } from './core/history.js';
import { standingOf } from './core/standing.js';
import { FactModel } from './fact.model.js';
import { followConversation, type Applied, type Followed } from './follow-conversation.js';
import { keepRecord } from './keep-record.js';
import { ServiceRecordModel, type ServiceRecord } from './service-record.model.js';
import { tellOccurrences } from './tell-occurrences.js';

export const CHECK_SERVICE = 'service.check';

/** Whatever nobody was told of, such as a calendar that another process saved as it died, is seen after this. */
const LOOK_AGAIN_MS = 6 * 3_600_000;

/**
 * Looks at a conversation whose time has come: follows what happened, measures it, tells of what is over or nearly so, and
 * answers a friend who writes while it is closed. Each part is harmless to repeat; of two processes that look at once, one
 * writes. Resolves to false when it was the other.
 */
export async function checkService(
  ctx: Context,
  conversationId: string,
  applied: Applied | null = null,
): Promise<boolean> {
  const seen = await findConversation(conversationId);
  const now = ctx.clock.now();
  if (!seen || (!applied && !isDue(seen, now))) return true;
  const known = await ServiceRecordModel.findById(conversationId).lean();
  const followed = await followConversation(ctx, seen, known, applied);
  const untold = await recordAndTell(ctx, seen, followed);
  const answered = await answerOutOfHours(ctx, seen, followed.record.outOfHours);
  const record = await keepRecord(known, nextRecord(followed, untold, answered.note));
  if (!record) return false;
  const { inForce, level } = followed;
  const standing = inForce && level && standingOf(inForce, level, seen.state === 'resolved');
  await settleServiceCheck(seen, {
    standing: standing && { ...standing, serviceLevel: { ...standing.serviceLevel, rev: record.rev } },
    lookedUntil: record.lookedUntil,
    rev: record.rev,
    nextAt: earliest(answered.againAt, level?.dueAt ? earliest(level.dueAt, later(now, LOOK_AGAIN_MS)) : null),
  });
  return true;
}

const isDue = ({ serviceCheckAt }: Conversation, now: Date) => serviceCheckAt !== undefined && serviceCheckAt <= now;
const later = (now: Date, ms: number) => new Date(now.getTime() + ms);
const earliest = (one: Date | null, other: Date | null) =>
  one && other ? (one < other ? one : other) : (one ?? other);

/** Adds the facts and tells whoever should hear; resolves to the ids of what was told of. */
async function recordAndTell(
  ctx: Context,
  conversation: Conversation,
  { record, happened, inForce, level, hoursOf }: Followed,
): Promise<string[]> {
  const { history, earlier, settled, told } = record;
  const untold = (level?.occurrences ?? []).filter(({ id }) => !told.includes(id));
  const measuring = { conversation, history, earlier, settled, inForce, hoursOf };
  const breaches = untold.flatMap((occurrence) => {
    const { kind, target, count } = occurrence;
    const measured = level?.measured.find((one) => one.target === target && one.count === count);
    return kind === 'breach' && measured ? [breachOf(measuring, conversation, occurrence, measured)] : [];
  });
  const facts = [...factsOf(measuring, happened), ...breaches];
  if (facts.length > 0) await insertNew(FactModel, facts);
  if (inForce) await tellOccurrences(ctx, conversation, inForce, untold);
  return untold.map(({ id }) => id);
}

/** The record as it is kept: what ended stays as it was measured, and what is long settled is cut off. */
function nextRecord(
  { record, level }: Followed,
  untold: string[],
  outOfHours: ServiceRecord['outOfHours'],
): ServiceRecord {
  const { history, earlier } = cutAnswered(record);
  const isKept = ({ target, count }: { target: string; count: number }) => target !== 'nextResponse' || count > earlier;
  const settled = level ? level.measured.filter(({ endedAt }) => endedAt !== null) : record.settled;
  const told = [...record.told, ...untold].filter((id) => {
    const [target = '', count = ''] = id.split('/');
    return isKept({ target, count: Number(count) });
  });
  return { ...record, history, earlier, settled: settled.filter(isKept), told, outOfHours };
}
