import type { Context } from '../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.js';
import { countFriends } from '../friends/index.js';
import { newId } from '../infra/ids.js';
import { insertNew, isDuplicateKey } from '../infra/mongo/model.js';
import { startOperation } from '../operations/index.js';
import { checkRule } from './check-rule.js';
import { findCircle } from './core/membership.js';
import type { SegmentRule } from './core/rule.js';
import { countChange, segmentFilter } from './count-segment.js';
import { FILL_SEGMENT } from './fill-segment.js';
import { getKnown, isRanked } from './known.js';
import { forgetLiveSegments, getLiveSegments } from './live-segments.js';
import { SEGMENTS_MAX, SegmentModel, SegmentVersionModel, type Segment } from './segment.model.js';

/** What a person gives for a segment. */
export interface SegmentInput {
  name: string;
  description: string;
  rule: SegmentRule;
}

type Needs = Pick<Context, 'actor' | 'clock' | 'listNames' | 'wake'>;

/** A segment as saved, and how many friends its rule brings in and takes out. */
export interface SavedSegment {
  segment: Segment;
  change: { entering: number; leaving: number };
}

/** Saves a new segment and starts to look at all friends of the channel. */
export async function createSegment(ctx: Needs, channelId: string, input: SegmentInput): Promise<SavedSegment> {
  if ((await SegmentModel.countDocuments({ channelId })) >= SEGMENTS_MAX)
    throw new ConflictError(`A channel has at most ${SEGMENTS_MAX} segments.`);
  const now = ctx.clock.now();
  const id = newId();
  const segment: Segment = {
    ...input,
    _id: id,
    channelId,
    version: 1,
    createdAt: now,
    savedAt: now,
    fillingBy: causeOf(id, 1),
    rankDueAt: rankDueAt(input.rule, now),
  };
  await checkSegment(ctx, segment);
  const change = { entering: await countFriends(await segmentFilter(ctx, channelId, segment.rule)), leaving: 0 };
  await SegmentModel.collection.insertOne(segment as never).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new ConflictError(`A segment is named ${input.name} already.`) : error;
  });
  await keepVersion(ctx, segment);
  await startFilling(ctx, segment);
  return { segment, change };
}

/** Changes a segment; a changed rule is a new version and looks at all friends again. `version` is the one that was edited. */
export async function updateSegment(
  ctx: Needs,
  id: string,
  version: number,
  input: SegmentInput,
): Promise<SavedSegment> {
  const stored = await getSegment(id);
  if (stored.version !== version)
    throw new ConflictError(`Segment ${id} is at version ${stored.version}, not ${version}; look at it first.`);
  const isSameRule = JSON.stringify(stored.rule) === JSON.stringify(input.rule);
  const next = version + 1;
  const segment: Segment = isSameRule
    ? { ...stored, ...input }
    : {
        ...stored,
        ...input,
        version: next,
        savedAt: ctx.clock.now(),
        fillingBy: causeOf(id, next),
        rankDueAt: rankDueAt(input.rule, ctx.clock.now()),
      };
  await checkSegment(ctx, segment);
  const change = isSameRule ? { entering: 0, leaving: 0 } : await countSaving(ctx, stored.channelId, input.rule, id);
  const { _id, ...fields } = segment;
  const written = await SegmentModel.collection
    .updateOne({ _id: _id as never, version }, { $set: fields })
    .catch((error: unknown) => {
      throw isDuplicateKey(error) ? new ConflictError(`A segment is named ${input.name} already.`) : error;
    });
  if (written.matchedCount === 0) throw new ConflictError(`Segment ${id} was changed just now; look at it first.`);
  forgetLiveSegments(stored.channelId);
  if (!isSameRule) {
    await keepVersion(ctx, segment);
    await startFilling(ctx, segment);
  }
  return { segment, change };
}

/** The segment; NotFoundError when there is none. */
export async function getSegment(id: string): Promise<Segment> {
  const segment = await SegmentModel.findById(id).lean();
  if (!segment) throw new NotFoundError('segment', id);
  return segment;
}

async function countSaving(
  ctx: Needs,
  channelId: string,
  rule: SegmentRule,
  segmentId: string,
): Promise<SavedSegment['change']> {
  const filter = await segmentFilter(ctx, channelId, rule);
  const { entering, members, staying } = await countChange((one) => countFriends(one), filter, segmentId);
  return { entering, leaving: members - staying };
}

async function checkSegment(ctx: Needs, { _id: id, channelId, name, rule }: Segment): Promise<void> {
  await checkRule(ctx, channelId, rule, await getKnown(ctx, channelId));
  const others = (await getLiveSegments(ctx, channelId)).filter((one) => one.id !== id);
  const circle = findCircle([...others, { id, rule }]);
  if (!circle) return;
  const names = new Map([...others.map((one) => [one.id, one.name] as const), [id, name] as const]);
  const way = circle.map((one) => names.get(one) ?? one).join(' → ');
  throw new InvalidInputError('invalid_input', `rule: segments must not speak of each other in a circle: ${way}.`);
}

const RANKS_EVERY_MS = 3_600_000;

const rankDueAt = (rule: SegmentRule, now: Date) => (isRanked(rule) ? new Date(now.getTime() + RANKS_EVERY_MS) : null);

const causeOf = (id: string, version: number) => `${FILL_SEGMENT}/${id}/${version}`;

async function keepVersion(ctx: Pick<Context, 'actor'>, { _id, channelId, version, name, rule, savedAt }: Segment) {
  await insertNew(SegmentVersionModel, [
    { _id: `${_id}/${version}`, channelId, segmentId: _id, version, name, rule, savedAt, savedBy: ctx.actor },
  ]);
}

async function startFilling(ctx: Needs, { _id: segmentId, channelId, version, fillingBy }: Segment): Promise<void> {
  forgetLiveSegments(channelId);
  if (fillingBy === null) return;
  await startOperation(ctx, { cause: fillingBy, channelId, kind: FILL_SEGMENT, input: { segmentId, version } });
}

/** Starts the filling of segments that were saved by a process that died before it did. */
export async function sweepUnfilledSegments(ctx: Needs): Promise<void> {
  const unfilled = await SegmentModel.find({ fillingBy: { $gt: '' } })
    .limit(SEGMENTS_MAX)
    .lean();
  for (const segment of unfilled) {
    await keepVersion(ctx, segment);
    await startFilling(ctx, segment);
  }
}

/** Looks at all friends again for segments over ranks: who is among the strongest changes with what others do. */
export async function sweepRankedSegments(ctx: Needs): Promise<void> {
  const now = ctx.clock.now();
  const due = await SegmentModel.find({ rankDueAt: { $lte: now } })
    .limit(SEGMENTS_MAX)
    .lean();
  for (const { _id: segmentId, channelId, version, rule, rankDueAt: dueAt } of due) {
    const cause = `${causeOf(segmentId, version)}/${dueAt?.toISOString()}`;
    await startOperation(ctx, { cause, channelId, kind: FILL_SEGMENT, input: { segmentId, version } });
    await SegmentModel.updateOne({ _id: segmentId, rankDueAt: dueAt }, { $set: { rankDueAt: rankDueAt(rule, now) } });
  }
}
