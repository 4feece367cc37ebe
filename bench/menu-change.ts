import { setTimeout as sleep } from 'node:timers/promises';
import { FriendModel } from '../src/friends/friend.model.js';
import { PublishedMenuModel } from '../src/richmenus/rich-menu.model.js';
import { timeBareBulkLinks } from './bare-sends.js';
import type { Figure } from './figure.js';
import { befriend, insertFriends } from './friends.js';
import { CHANNEL_ID, withInstallation, type Installation } from './installation.js';
import { lineUserId } from './signed-webhooks.js';

const LOOK_EVERY_MS = 500;
const LOOKS_APART = 10; // times as long as a look takes
const WAIT_MS_MIN = 180_000;
const WAIT_MS_PER_FRIEND = 12;
const EFFECT_MS = 30_000; // LINE links many within seconds of its answer
const LINKS = ['POST /v2/bot/richmenu/bulk/link', 'POST /v2/bot/user/{userId}/richmenu/{richMenuId}'];

interface Stage {
  name: string;
}

/**
 * Seconds from a stage policy that puts everybody into another stage until LINE was told everybody's new menu, the part of it
 * until the last friend had changed, and the calls; beside LINE's SDK alone linking as many by as large calls.
 */
export const measureMenuChange: Figure = (services, { friends }) =>
  withInstallation(services, async (installation) => {
    const { api, control } = installation;
    await insertFriends(friends);
    await befriend(installation, friends);
    await installation.startWorker();
    const waitMs = Math.max(WAIT_MS_MIN, friends * WAIT_MS_PER_FRIEND);
    const { rules } = await api.get<{ rules: object[] }>('/api/v1/menu-rules');
    await until(waitMs, async () => (await PublishedMenuModel.countDocuments({ name: 'vip' })) >= 4);
    await api.put('/api/v1/menu-rules', { rules });
    await until(waitMs, async () => (await linkedIn(await PublishedMenuModel.find({}).lean())) === friends);
    await control.configure({ bulkLinkDelayMs: 2_000 });

    const before = await linkCalls(installation);
    const { stages } = await api.get<{ stages: Stage[] }>('/api/v1/stage-policy');
    const startedAt = performance.now();
    await api.put('/api/v1/stage-policy', {
      stages: stages.map((stage) =>
        stage.name === 'grow' ? { ...stage, enter: { everyone: true }, exit: null } : stage,
      ),
    });
    const moved = until(waitMs, async () => (await inStage('grow')) === friends).then(() => performance.now());
    const vip = await PublishedMenuModel.find({ name: 'vip' }).lean();
    await until(waitMs, async () => (await linkedIn(vip)) === friends);
    const linkedAt = performance.now();
    const movedAt = await moved;
    const calls = (await linkCalls(installation)) - before;
    await until(EFFECT_MS, async () => (await shownBy(installation, 'vip')) === friends);
    const refused = (await control.ledger({ channelId: CHANNEL_ID })).refusedCounts;
    if (Object.keys(refused).some((name) => name.endsWith(' 429')))
      throw new Error(`LINE refused calls (${JSON.stringify(refused)}): no figure.`);

    const people = Array.from({ length: friends }, (_, number) => lineUserId(number));
    const bare = await timeBareBulkLinks(installation.line, people, vip[0]?.lineRichMenuId ?? '');
    const common = { engine: services.engine, n: friends };
    return [
      { name: 'bare-bulk-links', value: bare, unit: 's', engine: 'none', n: friends },
      { name: 'menu-change', value: (linkedAt - startedAt) / 1_000, unit: 's', ...common },
      { name: 'menu-change-stages', value: (movedAt - startedAt) / 1_000, unit: 's', ...common },
      { name: 'menu-change-calls', value: calls, unit: 'link calls', ...common },
    ];
  });

const inStage = (name: string) => FriendModel.countDocuments({ channelId: CHANNEL_ID, 'stage.name': name });

const linkedIn = (menus: { lineRichMenuId: string }[]) =>
  FriendModel.countDocuments({
    channelId: CHANNEL_ID,
    'menu.linked.lineRichMenuId': { $in: menus.map(({ lineRichMenuId }) => lineRichMenuId) },
  });

async function linkCalls({ control }: Installation): Promise<number> {
  const calls = await control.calls({ channelId: CHANNEL_ID });
  return calls
    .filter(({ endpoint }) => LINKS.includes(endpoint))
    .reduce((sum, { byStatus }) => sum + (byStatus['202'] ?? 0) + (byStatus['200'] ?? 0), 0);
}

async function shownBy({ control }: Installation, menu: string): Promise<number> {
  const counts = Object.entries(await control.menuCounts(CHANNEL_ID));
  return counts.reduce((sum, [name, count]) => (name.startsWith(`${menu} `) ? sum + count : sum), 0);
}

async function until(waitMs: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const lookedAt = Date.now();
    if (await holds()) return;
    if (Date.now() > deadline) throw new Error(`Not everybody had the menu after ${waitMs / 1_000} s: no figure.`);
    // To count many keeps the store from its work.
    await sleep(Math.max(LOOK_EVERY_MS, LOOKS_APART * (Date.now() - lookedAt)));
  }
}
