import { recordActivities } from '../activity/index.js';
import type { Context } from '../context.js';
import {
  findOrCreateFriends,
  publishOutbox,
  FETCH_PROFILE,
  type FriendDocument,
  type Notes,
} from '../friends/index.js';
import { idleBetween, lastSeenAt, type Idle } from '../friends/core/idle.js';
import { countHeard } from '../inbox/index.js';
import { isActivityWatched } from '../lifecycle/index.js';
import { withLease } from '../infra/mongo/lease.js';
import { backoffMs } from '../shared/backoff.js';
import { eachLimited } from '../shared/each-limited.js';
import { groupBy } from '../shared/group-by.js';
import { groupIdOf } from '../line/webhook-events.js';
import { handleEvent, type Handled } from './handle-event.js';
import { LANES } from './lanes.js';
import { WebhookEventModel, type StoredEvent } from './webhook-event.model.js';

export const DRAIN_LANE = 'webhook.drain-lane';

const LEASE_MS = 10_000; // a killed worker's lane is taken over after this long
const BATCH_MAX = 200;
const FRIENDS_AT_ONCE = 16;
const FIRST_RETRY_MS = 1_000;
const RETRY_MS_MAX = 60_000;
const ATTEMPTS_MAX = 12;
const WAKE_EVERY_MS = 20; // each wake-up costs a worker two visits to the store, also when the lane is worked on already

/** Wakes lanes that have new events: at once after a quiet moment, else together with those of the next milliseconds. */
export function createLaneWaker(ctx: Pick<Context, 'wake'>): (lanes: number[]) => void {
  const waiting = new Set<number>();
  let wokenAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;

  const wakeWaiting = () => {
    timer = null;
    wokenAt = performance.now();
    const payloads = [...waiting].map((lane) => ({ lane }));
    waiting.clear();
    ctx.wake(DRAIN_LANE, payloads);
  };

  return (lanes) => {
    for (const lane of lanes) waiting.add(lane);
    if (timer) return;
    const waitMs = wokenAt + WAKE_EVERY_MS - performance.now();
    if (waitMs <= 0) wakeWaiting();
    else timer = setTimeout(wakeWaiting, waitMs);
  };
}

/** Handles everything that waits in a lane, in order of LINE's timestamps, one process at a time. */
export async function drainLane(ctx: Context, lane: number): Promise<void> {
  await withLease(ctx.clock, `lane/${lane}`, LEASE_MS, async (renew) => {
    for (;;) {
      const batch = await WebhookEventModel.find({ lane, state: 'pending', dueAt: { $lte: ctx.clock.now() } })
        .sort({ at: 1 })
        .limit(BATCH_MAX)
        .lean();
      if (batch.length === 0 || !(await renew())) return;
      await handleBatch(ctx, batch);
    }
  });
}

/** What one more activity does not change: it only puts off what time would. */
const AWAKE = new Set<string>(['active', 'returned']);

interface Result {
  stored: StoredEvent;
  handled: Handled | null;
  error: unknown;
}

async function handleBatch(ctx: Context, batch: StoredEvent[]): Promise<void> {
  const friends = await loadFriends(ctx, batch);
  const results: Result[] = [];
  await eachLimited([...groupBy(batch, sourceOf)], FRIENDS_AT_ONCE, async ([key, events]) => {
    results.push(...(await handleOneSource(ctx, friends.get(key) ?? null, events)));
  });
  await recordActivities(activitiesOf(results), await notesOf(ctx, results));
  await countHeard(
    ctx,
    results.flatMap(({ handled }) => handled?.uncounted ?? []),
  );
  await settle(ctx, results);
}

/** When each friend of a batch was last active, the pause that this ended, and whose stage and segments it may change. */
async function notesOf(ctx: Context, results: Result[]): Promise<Notes> {
  const active = results.flatMap(({ handled }) =>
    handled?.friend && handled.activeAt ? [{ friend: handled.friend, at: handled.activeAt }] : [],
  );
  const channelIds = [...new Set(active.map(({ friend }) => friend.channelId))];
  const watched = new Map(
    await Promise.all(channelIds.map(async (id) => [id, await isActivityWatched(ctx, id)] as const)),
  );
  const activeAt = new Map<string, Date>();
  const idle = new Map<string, Idle>();
  const friendIds = new Set<string>();
  for (const { friend, at } of active) {
    const before = activeAt.get(friend._id) ?? friend.lastActiveAt;
    const pause = idleBetween(before ?? lastSeenAt(friend), at);
    if (pause) idle.set(friend._id, pause);
    if (before === null || before < at) activeAt.set(friend._id, at);
    const isAwake = AWAKE.has(friend.activityStatus?.name ?? '');
    if (pause || !isAwake || watched.get(friend.channelId)) friendIds.add(friend._id);
  }
  return { activeAt, idle, lookAgain: { friendIds, at: ctx.clock.now() } };
}

const activitiesOf = (results: Result[]) => results.flatMap(({ handled }) => handled?.activities ?? []);

/** The friends behind the one-to-one events of a batch, by channel and LINE user id. */
async function loadFriends(ctx: Context, batch: StoredEvent[]): Promise<Map<string, FriendDocument>> {
  const seenFriends = batch.flatMap((stored) => {
    const lineUserId = friendIdOf(stored);
    return lineUserId === null ? [] : [{ channelId: stored.channelId, lineUserId, at: stored.at }];
  });
  const loaded = new Map<string, FriendDocument>();
  for (const [channelId, seen] of groupBy(seenFriends, (one) => one.channelId)) {
    for (const [lineUserId, friend] of await findOrCreateFriends(ctx, channelId, seen))
      loaded.set(`${channelId}/${lineUserId}`, friend);
  }
  return loaded;
}

/** LINE's user id when the event is one to one; events in groups belong to no single friend. */
function friendIdOf({ event }: StoredEvent): string | null {
  const { source } = event ?? {};
  return source?.type === 'user' && source.userId !== undefined ? source.userId : null;
}

/** Channel and friend, or group: events of one source are handled one after the other. */
function sourceOf(stored: StoredEvent): string {
  const { source } = stored.event ?? {};
  return `${stored.channelId}/${friendIdOf(stored) ?? groupIdOf(source) ?? ''}`;
}

/** The events of one friend, one after the other; a failure leaves that event for later and lets the next ones through. */
async function handleOneSource(ctx: Context, friend: FriendDocument | null, events: StoredEvent[]): Promise<Result[]> {
  const results: Result[] = [];
  let current = friend;
  for (const stored of events) {
    try {
      // What is taken back must be on record first, or it would be recorded whole afterwards.
      if (stored.type === 'unsend') await recordActivities(activitiesOf(results));

      const handled = await handleEvent(ctx, stored, current);
      current = handled.friend;
      results.push({ stored, handled, error: null });
    } catch (error) {
      results.push({ stored, handled: null, error });
    }
  }
  if (current) {
    await publishOutbox(ctx, current);
    if (current.profileDueAt !== null && current.profileDueAt <= ctx.clock.now())
      ctx.wake(FETCH_PROFILE, [{ friendId: current._id }]);
  }
  return results;
}

async function settle(ctx: Context, results: Result[]): Promise<void> {
  const now = ctx.clock.now();
  await WebhookEventModel.collection.bulkWrite(
    results.map(({ stored, handled, error }) => {
      const filter = { _id: stored._id as never, state: 'pending' as const };
      if (handled) {
        const removed = handled.note === null ? { $unset: { event: '' as const } } : {};
        return {
          updateOne: {
            filter,
            update: { $set: { state: 'handled' as const, handledAt: now, note: handled.note }, ...removed },
          },
        };
      }
      const attempts = stored.attempts + 1;
      ctx.log.error({ err: error, event: stored._id, type: stored.type, attempts }, 'event could not be handled');
      const next =
        attempts >= ATTEMPTS_MAX
          ? { state: 'failed' as const, attempts }
          : { attempts, dueAt: new Date(now.getTime() + backoffMs(attempts, FIRST_RETRY_MS, RETRY_MS_MAX)) };
      return { updateOne: { filter, update: { $set: next } } };
    }),
    { ordered: false },
  );
}

const WAKE_UP_LOST_MS = 1_000;

/** Wakes lanes with events that wait for too long: their wake-up was lost, or they are due for another try. */
export async function sweepLanes(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - WAKE_UP_LOST_MS);
  const lanes = Array.from({ length: LANES }, (_, lane) => lane);
  const waiting = await Promise.all(
    lanes.map((lane) => WebhookEventModel.exists({ lane, state: 'pending', dueAt: { $lte: before } })),
  );
  ctx.wake(
    DRAIN_LANE,
    lanes.filter((lane) => waiting[lane]).map((lane) => ({ lane })),
  );
}
