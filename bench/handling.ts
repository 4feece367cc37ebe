import { setTimeout as sleep } from 'node:timers/promises';
import { ActivityModel } from '../src/activity/activity.model.js';
import { AnnouncementModel } from '../src/infra/announcements/announcement.model.js';
import { TagLedgerModel } from '../src/tags/tag.model.js';
import { WebhookEventModel } from '../src/webhook/webhook-event.model.js';
import { setUpBrand } from './brand.js';
import type { Figure } from './figure.js';
import { befriend, insertFriends } from './friends.js';
import { CHANNEL_SECRET, withInstallation } from './installation.js';
import { postWebhooks } from './load.js';
import { assertStored } from './webhook-intake.js';

const EVENTS = 8_000;
const FRIENDS = 1_000;
const TAGGED_EVERY = 10;
const LOOK_EVERY_MS = 100;
const WAIT_MS_MAX = 60_000;

/**
 * Events a second from the store to finished: friend, tags and record written. The backlog of one busy hour waits when the
 * worker starts; counted is from its first finished batch to its last.
 */
export const measureHandling: Figure = (services) =>
  withInstallation(services, async (installation) => {
    await setUpBrand(installation.api);
    await insertFriends(FRIENDS);
    await befriend(installation, FRIENDS);
    await postWebhooks({
      url: installation.webhookUrl,
      connections: 100,
      ratePerSecond: null,
      plan: {
        channelSecret: CHANNEL_SECRET,
        prefix: 'BACKLOG',
        count: EVENTS,
        friends: FRIENDS,
        taggedEvery: TAGGED_EVERY,
        startAt: Date.now() - EVENTS,
      },
    });
    await assertStored('BACKLOG', EVENTS);
    await installation.startWorker();
    await waitUntilNone('pending events', () => WebhookEventModel.countDocuments({ state: 'pending' }));
    await waitUntilNone('owed listeners', () => AnnouncementModel.countDocuments({ state: 'owed' }));
    const settledAt = Date.now();
    await assertDoneOnce();

    const [first, last] = await Promise.all([handledAt(1), handledAt(-1)]);
    const inFirstBatch = await WebhookEventModel.countDocuments({ handledAt: first });
    const perSecond = ((EVENTS - inFirstBatch) * 1000) / (last.getTime() - first.getTime());
    const settledPerSecond = ((EVENTS - inFirstBatch) * 1000) / (settledAt - first.getTime());
    const common = { unit: 'events/s', engine: services.engine, n: EVENTS };
    return [
      { name: 'event-handling', value: perSecond, ...common },
      { name: 'event-handling-with-listeners', value: settledPerSecond, ...common },
    ];
  });

async function waitUntilNone(what: string, count: () => Promise<number>): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const left = await count();
    if (left === 0) return;
    if (Date.now() > deadline) throw new Error(`After ${WAIT_MS_MAX / 1000} s there are still ${left} ${what}.`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Every event left its trace once: its record, and its tag where a rule asked for one. */
async function assertDoneOnce(): Promise<void> {
  const [handled, recorded, tagged] = await Promise.all([
    WebhookEventModel.countDocuments({ state: 'handled' }),
    ActivityModel.countDocuments({ kind: 'message.received' }),
    TagLedgerModel.countDocuments({ op: 'apply' }),
  ]);
  if (handled !== EVENTS || recorded !== EVENTS || tagged !== EVENTS / TAGGED_EVERY)
    throw new Error(`Of ${EVENTS} events ${handled} are handled, ${recorded} recorded, ${tagged} tagged: no figure.`);
}

async function handledAt(direction: 1 | -1): Promise<Date> {
  const found = await WebhookEventModel.findOne({ state: 'handled' }).sort({ handledAt: direction }).lean();
  if (!found?.handledAt) throw new Error('No event is handled.');
  return found.handledAt;
}
