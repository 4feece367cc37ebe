import { z } from 'zod';
import { getTimeZone } from '../channels/index.js';
import type { Context } from '../context.js';
import { defineOperation, type OperationStep, type RunningOperation } from '../edges.js';
import { ConflictError } from '../errors.js';
import { zoneOf } from '../friends/core/time-zone.js';
import { findFriendsById, listFriends, type Friend } from '../friends/index.js';
import { FriendId } from '../friends/schemas.js';
import { startOperation, type Operation } from '../operations/index.js';
import { SegmentRule } from '../segments/core/rule.js';
import { segmentFilter } from '../segments/index.js';
import { addDays, atLocalTime, localDayOf } from '../shared/local-day.js';
import { findSurvey, listSurveys } from './load-survey.js';
import { planAskings } from './schedule-survey.js';
import { QuestionnaireModel } from './survey.model.js';

export const ASK_MANY = 'surveys.askMany';
const PAGE = 200;

const AskManyInput = z.strictObject({
  surveyId: z.string(),
  version: z.number(),
  whom: z.union([z.strictObject({ friendIds: z.array(FriendId) }), z.strictObject({ rule: SegmentRule })]),
  /** Null: now. Else a day and a time by each friend's clocks. */
  when: z.strictObject({ day: z.string(), time: z.string() }).nullable(),
});
export type AskManyInput = z.infer<typeof AskManyInput>;

/** Starts to ask many friends a questionnaire; the same cause starts it once. */
export const startAskingMany = (
  ctx: Pick<Context, 'actor' | 'clock' | 'wake'>,
  channelId: string,
  input: AskManyInput,
  cause?: string,
): Promise<Operation> =>
  startOperation(ctx, { channelId, kind: ASK_MANY, input, ...(cause === undefined ? {} : { cause }) });

/** Asks a page of the friends; the operation is the cause, so that a repeated page asks nobody twice. */
async function askPiece(ctx: Context, operation: RunningOperation<AskManyInput>): Promise<OperationStep> {
  const { surveyId, version, when } = operation.input;
  const survey = await findSurvey(surveyId, version);
  if (!survey) throw new ConflictError(`Version ${version} of questionnaire ${surveyId} is gone.`);
  const { friends, cursor, missing = [], total } = await readPage(ctx, operation);
  const zone = await getTimeZone(operation.channelId);
  const askAt = (friend: Friend) =>
    when ? atLocalTime(when.day, when.time, zoneOf(friend, zone)) : operation.startedAt;
  await planAskings(
    ctx,
    friends.map((friend) => ({
      survey,
      friendId: friend._id,
      cause: `${operation.id}/${friend._id}`,
      askAt: askAt(friend),
    })),
  );
  const reason = `There is no such friend in channel ${operation.channelId}.`;
  return {
    cursor,
    isDone: cursor === null,
    done: friends.length,
    failed: missing.length,
    errors: missing.map((subject) => ({ row: null, subject, reason })),
    ...(total === undefined ? {} : { total }),
  };
}

interface Page {
  friends: Friend[];
  cursor: string | null;
  /** Ids of which the channel has no friend. */
  missing?: string[];
  total?: number;
}

async function readPage(
  ctx: Context,
  { channelId, cursor, input: { whom } }: RunningOperation<AskManyInput>,
): Promise<Page> {
  if ('friendIds' in whom) {
    const from = Number(cursor ?? 0);
    const ids = whom.friendIds.slice(from, from + PAGE);
    const known = await findFriendsById(ids);
    const isOurs = (id: string) => known.get(id)?.channelId === channelId;
    const next = from + PAGE;
    return {
      friends: ids.filter(isOurs).flatMap((id) => known.get(id) ?? []),
      missing: ids.filter((id) => !isOurs(id)),
      cursor: next < whom.friendIds.length ? String(next) : null,
      total: whom.friendIds.length,
    };
  }
  const filter = await segmentFilter(ctx, channelId, whom.rule);
  const friends = await listFriends(filter, { limit: PAGE, ...(cursor === null ? {} : { afterId: cursor }) });
  return { friends, cursor: friends.length < PAGE ? null : (friends.at(-1)?._id ?? null) };
}

export const operations = [defineOperation({ kind: ASK_MANY, input: AskManyInput, step: askPiece })];

/** Days on which a local day has begun somewhere and not ended everywhere. */
const nearDays = (now: Date) => {
  const today = localDayOf(now, 'UTC');
  return [addDays(today, -1), today, addDays(today, 1)];
};

/** Starts what is scheduled for a local day that is near: a day before in UTC, so that who is ahead is asked in time. */
export async function sweepScheduledTriggers(ctx: Pick<Context, 'actor' | 'clock' | 'wake'>): Promise<void> {
  const days = nearDays(ctx.clock.now());
  const due = await QuestionnaireModel.distinct('channelId', { 'definition.triggers.day': { $in: days } });
  for (const channelId of due)
    for (const { id, version, questionnaire } of await listSurveys(ctx, channelId))
      for (const trigger of questionnaire.triggers) {
        if (trigger.kind !== 'schedule' || !days.includes(trigger.day) || version === null) continue;
        const { day, time, rule } = trigger;
        const input = { surveyId: id, version, whom: { rule }, when: { day, time } };
        await startAskingMany(ctx, channelId, input, `${ASK_MANY}/${id}/${day}/${time}`);
      }
}
