import type { Clock } from '../clock.js';
import { insertNew } from '../mongo/model.js';
import type { Wake } from '../queue/queue.js';
import { AnnouncementModel } from './announcement.model.js';
import type { DomainEvent } from './event.js';

/** Name of the job that runs one listener on one announcement. */
export const RUN_LISTENER = 'announcements.run-listener';

const OVERDUE_MS = 10_000; // a listener that has not run by then has lost its wake-up
const SWEEP_MAX = 500;

interface Dependencies {
  clock: Clock;
  wake: Wake;
  /** Listener ids by event name. */
  listenersOf(eventName: string): string[];
}

/** Stores events with the listeners owed, then wakes one job per listener. Events nobody listens to are not stored. */
export function createPublisher({ clock, wake, listenersOf }: Dependencies) {
  return async function publish(events: DomainEvent[]): Promise<void> {
    const heard = events.filter((event) => listenersOf(event.name).length > 0);
    await insertNew(
      AnnouncementModel,
      heard.map(({ id, ...event }) => ({
        _id: id,
        ...event,
        owed: listenersOf(event.name),
        state: 'owed' as const,
        publishedAt: clock.now(),
      })),
    );
    wake(
      RUN_LISTENER,
      heard.flatMap((event) => listenersOf(event.name).map((listener) => ({ announcementId: event.id, listener }))),
    );
  };
}

/** Marks one listener as run; the announcement is settled when it was the last. */
export async function settleListener(announcementId: string, listener: string): Promise<void> {
  await AnnouncementModel.collection.updateOne({ _id: announcementId as never }, [
    { $set: { owed: { $setDifference: ['$owed', [listener]] } } },
    { $set: { state: { $cond: [{ $eq: [{ $size: '$owed' }, 0] }, 'settled', 'owed'] } } },
  ]);
}

/** The announcement, while the listener is still owed; null once it has run. */
export async function findOwed(announcementId: string, listener: string): Promise<DomainEvent | null> {
  const found = await AnnouncementModel.findOne({ _id: announcementId, owed: listener }).lean();
  if (!found) return null;
  const { _id, name, channelId, friendId, at, payload } = found;
  return { id: _id, name, channelId, friendId, at, payload };
}

/** Wakes listeners that are owed for too long: their wake-up was lost or they failed for good. */
export async function sweepOwedListeners({ clock, wake }: Pick<Dependencies, 'clock' | 'wake'>): Promise<void> {
  const before = new Date(clock.now().getTime() - OVERDUE_MS);
  const overdue = await AnnouncementModel.find({ state: 'owed', publishedAt: { $lt: before } })
    .sort({ publishedAt: 1 })
    .limit(SWEEP_MAX)
    .lean();
  wake(
    RUN_LISTENER,
    overdue.flatMap(({ _id, owed }) => owed.map((listener) => ({ announcementId: _id, listener }))),
  );
}
