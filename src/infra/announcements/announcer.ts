import type { Clock } from '../clock.js';
import { batched } from '../../shared/batched.js';
import { insertNew } from '../mongo/model.js';
import type { Wake } from '../queue/queue.js';
import { AnnouncementModel, type Announcement } from './announcement.model.js';
import type { DomainEvent } from './event.js';

/** Name of the job that runs the listeners owed to one announcement. */
export const RUN_LISTENERS = 'announcements.run-listeners';

const OVERDUE_MS = 10_000; // a listener that has not run by then has lost its wake-up
const SWEEP_MAX = 500;
const FEW_MAX = 20; // what a person does announces no more; where more change at once, persons go first

interface Dependencies {
  clock: Clock;
  wake: Wake;
  listenersOf(eventName: string): Listening[];
}

/** A listener to a kind of event. */
interface Listening {
  id: string;
  /** Of several events of a friend published together it hears only the latest. */
  onlyLatest: boolean;
}

/** Stores events with the listeners owed, then wakes one job for each that is owed any. Events nobody listens to are not stored. */
export function createPublisher({ clock, wake, listenersOf }: Dependencies) {
  return async function publish(events: DomainEvent[]): Promise<void> {
    const publishedAt = clock.now();
    const told = new Set<string>();
    const owedTo = ({ name, friendId }: DomainEvent) =>
      listenersOf(name).flatMap(({ id, onlyLatest }) => {
        const once = `${id}/${friendId}`;
        if (onlyLatest && told.has(once)) return [];
        told.add(once);
        return [id];
      });
    const announcements = events
      .toReversed()
      .filter(({ name }) => listenersOf(name).length > 0)
      .map((event): Announcement => {
        const { id, ...rest } = event;
        const owed = owedTo(event);
        return { _id: id, ...rest, owed, state: owed.length > 0 ? 'owed' : 'settled', publishedAt };
      })
      .toReversed();
    await insertNew(AnnouncementModel, announcements);
    wake(
      RUN_LISTENERS,
      announcements.flatMap(({ _id, owed }) => (owed.length > 0 ? [{ announcementId: _id }] : [])),
      { isBulk: announcements.length > FEW_MAX },
    );
  };
}

const AT_ONCE_MAX = 100;

interface Run {
  announcementId: string;
  listeners: string[];
}

/** Marks listeners as run; the announcement is settled when they were the last. */
export async function settleListeners(announcementId: string, listeners: string[]): Promise<void> {
  await settle({ announcementId, listeners });
}

const settle = batched<Run, void>(AT_ONCE_MAX, async (runs) => {
  await AnnouncementModel.collection.bulkWrite(
    runs.map(({ announcementId, listeners }) => ({
      updateOne: {
        filter: { _id: announcementId as never },
        update: [
          { $set: { owed: { $setDifference: ['$owed', listeners] } } },
          { $set: { state: { $cond: [{ $eq: [{ $size: '$owed' }, 0] }, 'settled', 'owed'] } } },
        ],
      },
    })),
    { ordered: false },
  );
  return runs.map(() => undefined);
});

/** The announcement with the listeners still owed; null once all have run. */
export const findOwed: (announcementId: string) => Promise<{ event: DomainEvent; owed: string[] } | null> = batched(
  AT_ONCE_MAX,
  async (ids) => {
    const found = await AnnouncementModel.find({ _id: { $in: ids }, state: 'owed' }).lean();
    const byId = new Map(found.map((one) => [one._id, one]));
    return ids.map((id) => {
      const one = byId.get(id);
      if (!one) return null;
      const { _id, name, channelId, friendId, at, payload, owed } = one;
      return { event: { id: _id, name, channelId, friendId, at, payload }, owed };
    });
  },
);

/** Whether a listener has yet to hear of at least `count` announcements of a channel. */
export async function isBehind(listener: string, channelId: string, count: number): Promise<boolean> {
  return (
    (await AnnouncementModel.countDocuments({ state: 'owed', owed: listener, channelId }, { limit: count })) >= count
  );
}

/** Wakes listeners that are owed for too long: their wake-up was lost or they failed for good. */
export async function sweepOwedListeners({ clock, wake }: Pick<Dependencies, 'clock' | 'wake'>): Promise<void> {
  const before = new Date(clock.now().getTime() - OVERDUE_MS);
  const overdue = await AnnouncementModel.find({ state: 'owed', publishedAt: { $lt: before } })
    .sort({ publishedAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  wake(
    RUN_LISTENERS,
    overdue.map(({ _id }) => ({ announcementId: _id })),
    { isBulk: true },
  );
}
