import { setTimeout as sleep } from 'node:timers/promises';
import { NO_ORDERS } from '../src/friends/core/friend.js';
import { FriendModel } from '../src/friends/friend.model.js';
import { PublishedMenuModel } from '../src/richmenus/rich-menu.model.js';
import type { Figure } from './figure.js';
import { befriend, insertFriends } from './friends.js';
import { CHANNEL_ID, withInstallation, type Installation } from './installation.js';
import { lineUserId } from './signed-webhooks.js';
import { percentile } from './statistics.js';

const OWNERS = 20;
const LOOK_EVERY_MS = 10;
const WAIT_MS = 60_000;

/**
 * Milliseconds from the approval of an owner until LINE shows them the owner's menu, and from the revocation until the stage's
 * menu is back; one friend after the other, while nothing else happens.
 */
export const measureOwnerMenu: Figure = (services) =>
  withInstallation(services, async (installation) => {
    const { api } = installation;
    await insertFriends(OWNERS);
    // Nobody bought or owns anything yet, so that no other rule comes before the owner's.
    const membership = { verifiedOwnerAt: null, items: [] };
    await FriendModel.updateMany(
      {},
      { $set: { membership, orders: NO_ORDERS, stage: null, menuCheckAt: new Date(0) } },
    );
    await befriend(installation, OWNERS);
    await installation.startWorker();
    await until(
      async () => (await FriendModel.countDocuments({ 'menu.linked': { $ne: null }, 'menu.owedAt': null })) === OWNERS,
    );
    await until(async () => (await PublishedMenuModel.countDocuments({ name: 'owner' })) >= 4);
    const serials = Array.from({ length: OWNERS }, (_, number) => `BENCH-${number}`);
    await api.post('/api/v1/items', { items: serials.map((serial) => ({ serial, model: 'City' })) });
    const approvals: number[] = [];
    const revocations: number[] = [];
    for (const [number, serial] of serials.entries()) {
      const friend = await FriendModel.findOne({ lineUserId: lineUserId(number) }).lean();
      if (!friend) throw new Error(`Friend ${number} is not there.`);
      const request = await api.post<{ id: string }>(`/api/v1/friends/${friend._id}/ownership-requests`, {
        serial,
        note: '',
      });
      approvals.push(
        await timeUntil(
          () => api.post('/api/v1/ownership-requests/approve', { id: request.id }),
          () => shows(installation, number, true),
        ),
      );
      revocations.push(
        await timeUntil(
          () => api.post(`/api/v1/items/${serial}/transfer`, { friendId: null, reason: 'sold' }),
          () => shows(installation, number, false),
        ),
      );
    }
    const common = { unit: 'ms', engine: services.engine, n: OWNERS };
    return [
      { name: 'owner-menu-median', value: percentile(approvals, 0.5), ...common },
      { name: 'owner-menu-slowest', value: Math.max(...approvals), ...common },
      { name: 'owner-menu-revoked-slowest', value: Math.max(...revocations), ...common },
    ];
  });

/** From the request being sent, which the answer is part of. */
async function timeUntil(act: () => Promise<unknown>, holds: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now();
  await act();
  await until(holds);
  return performance.now() - startedAt;
}

async function shows({ control }: Installation, number: number, isOwner: boolean): Promise<boolean> {
  const menu = (await control.menu({ channelId: CHANNEL_ID, userId: lineUserId(number) })) as unknown as {
    name: string;
  } | null;
  return menu?.name.startsWith('owner ') === isOwner;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not everybody had the menu after ${WAIT_MS / 1_000} s: no figure.`);
    await sleep(LOOK_EVERY_MS);
  }
}
