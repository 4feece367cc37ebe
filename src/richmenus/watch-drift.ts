import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayOf, getTimeZone, listChannelIds } from '../channels/index.js';
import type { Context } from '../context.js';
import {
  hasAnybodyMenu,
  listHoldersOfMenus,
  oweDriftedMenus,
  sampleHoldersOfMenus,
  type MenuHolder,
} from '../friends/index.js';
import { newId } from '../infra/ids.js';
import { insertNew } from '../infra/mongo/model.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { LineError } from '../line/errors.js';
import { eachLimited } from '../shared/each-limited.js';
import { localDayOf, localTimeOf } from '../shared/local-day.js';
import { RUN_MS_MAX } from '../infra/queue/queue.js';
import { buildRichMenuAliasId } from './core/definition.js';
import { findDrift, type DriftKind, type MenuOnLine } from './core/drift.js';
import { DriftPassModel, type DriftPass } from './drift-pass.model.js';
import { wakeLinking } from './wake-linking.js';
import { listPublished } from './published.js';

export const WATCH_DRIFT = 'richmenus.watch-drift';

const HOUR_MS = 3_600_000;
const SAMPLE = 50;
const NIGHT = { from: '02:00', until: '06:00' }; // by the channel's clocks
const PAGE = 100;
const PAGE_MS = 500; // 200 friends a second at most: a tenth of what LINE allows
const AT_ONCE = 10;
const PEOPLE_KEPT = 200;
const LEASE_MS = 30_000;
const LINE_AWAY_MS = 60_000;
const LIST_MAX = 50;

/** Begins a look at all friends of a channel now; one that is under way is not begun again. */
export async function startDriftPass(ctx: Pick<Context, 'clock' | 'wake'>, channelId: string): Promise<DriftPass> {
  const open = await DriftPassModel.findOne({ channelId, kind: 'all', isOpen: true }).lean();
  const pass = open ?? aPass(newId(), channelId, 'all', ctx.clock.now());
  if (open) await DriftPassModel.updateOne({ _id: open._id }, { $set: { isNightly: false } });
  else await insertNew(DriftPassModel, [pass]);
  ctx.wake(WATCH_DRIFT, [{ channelId }]);
  return pass;
}

/** The latest looks, newest first. */
export const listDriftPasses = (channelId: string): Promise<DriftPass[]> =>
  DriftPassModel.find({ channelId }).sort({ startedAt: -1 }).limit(LIST_MAX).lean();

/** Hour in which this process saw that the channel has its sample, so that it asks the store once. */
const sampledIn = new Map<string, number>();

/** Begins the hourly sample and the nightly pass of each channel, and wakes what is open. */
export async function sweepDrift(ctx: Pick<Context, 'clock' | 'wake'>): Promise<void> {
  const now = ctx.clock.now();
  const hour = Math.floor(now.getTime() / HOUR_MS);
  for (const channelId of await listChannelIds()) {
    if (sampledIn.get(channelId) !== hour) {
      const timeZone = await getTimeZone(channelId);
      await planPasses(channelId, now, isInNight(now, timeZone) ? localDayOf(now, timeZone) : null);
      sampledIn.set(channelId, hour);
    }
    if (await DriftPassModel.exists({ channelId, isOpen: true })) ctx.wake(WATCH_DRIFT, [{ channelId }]);
  }
}

async function planPasses(channelId: string, now: Date, nightOf: string | null): Promise<void> {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const planned = [aPass(`${channelId}/sample/${hour}`, channelId, 'sample', now)];
  const isUnderWay = nightOf !== null && (await DriftPassModel.exists({ channelId, kind: 'all', isOpen: true }));
  if (nightOf !== null && !isUnderWay)
    planned.push({ ...aPass(`${channelId}/all/${nightOf}`, channelId, 'all', now), isNightly: true });
  await insertNew(DriftPassModel, planned);
}

const isInNight = (now: Date, timeZone: string): boolean => {
  const time = localTimeOf(now, timeZone);
  return time >= NIGHT.from && time < NIGHT.until;
};

const aPass = (_id: string, channelId: string, kind: DriftPass['kind'], startedAt: Date): DriftPass => ({
  _id,
  channelId,
  kind,
  isNightly: false,
  isOpen: true,
  cursor: null,
  checked: 0,
  drifted: 0,
  repaired: 0,
  byKind: { missing: 0, otherMenu: 0, foreignMenu: 0 },
  friends: [],
  startedAt,
  finishedAt: null,
});

/**
 * Works on the open passes of a channel, page after page, in one process at a time: whose menu is not the one that LINE was
 * told, or a tab of it, is owed it again. Whoever takes over goes on after the last page that was noted.
 */
export async function watchDrift(ctx: Context, channelId: string): Promise<void> {
  const until = ctx.clock.now().getTime() + RUN_MS_MAX;
  let hasMore = false;
  await withLease(ctx.clock, `richmenus/drift/${channelId}`, LEASE_MS, async (renew) => {
    hasMore = await watchAll(ctx, channelId, renew, until);
  });
  if (hasMore) ctx.wake(WATCH_DRIFT, [{ channelId }]);
}

/** Channels of which LINE was away lately, until when they are left alone. */
const awayUntil = new Map<string, number>();

/** Resolves to whether work is left that can go on at once. */
async function watchAll(ctx: Context, channelId: string, renew: Renew, until: number): Promise<boolean> {
  const timeZone = await getTimeZone(channelId);
  for (;;) {
    const now = ctx.clock.now();
    if (now.getTime() < (awayUntil.get(channelId) ?? 0)) return false;
    const open = await DriftPassModel.find({ channelId, isOpen: true }).sort({ startedAt: 1 }).limit(LIST_MAX).lean();
    const pass = open.find(({ isNightly }) => !isNightly || isInNight(now, timeZone));
    if (!pass || !(await renew())) return false;
    if (now.getTime() > until) return true;
    try {
      await checkPage(ctx, pass);
    } catch (err) {
      if (!(err instanceof LineError)) throw err;
      ctx.log.warn({ err, channelId, pass: pass._id }, 'LINE could not be asked for linked menus');
      awayUntil.set(channelId, now.getTime() + LINE_AWAY_MS);
      return false;
    }
    const tookMs = ctx.clock.now().getTime() - now.getTime();
    if (pass.kind === 'all') await sleep(Math.max(0, PAGE_MS - tookMs));
  }
}

interface Drifted {
  friend: MenuHolder;
  kind: DriftKind;
  shown: string | null;
}

/** The friends to look at next. A channel without menus is not searched for them: that would read every friend. */
async function listPage({ _id, channelId, kind, cursor }: DriftPass): Promise<MenuHolder[]> {
  if (!(await hasAnybodyMenu(channelId))) return [];
  if (kind === 'sample') return sampleHoldersOfMenus(channelId, _id, SAMPLE);
  return listHoldersOfMenus(channelId, { afterId: cursor, limit: PAGE });
}

async function checkPage(ctx: Context, pass: DriftPass): Promise<void> {
  const { _id, channelId, kind, cursor } = pass;
  const friends = await listPage(pass);
  const [gateway, onLine] = await Promise.all([gatewayOf(ctx, channelId), listOnLine(ctx, channelId)]);
  const drifted: Drifted[] = [];
  await eachLimited(friends, AT_ONCE, async (friend) => {
    const { linked } = friend.menu;
    if (!linked) return;
    const shown = await gateway.getLinkedRichMenu(friend.lineUserId);
    const found = findDrift(linked, shown, onLine);
    if (found !== null) drifted.push({ friend, kind: found, shown });
  });
  const at = ctx.clock.now();
  const repaired = await oweDriftedMenus(
    drifted.map(({ friend }) => friend),
    at,
  );
  if (repaired > 0) {
    ctx.log.warn({ channelId, drifted: drifted.length, repaired }, 'friends had another rich menu than LINE was told');
    wakeLinking(ctx, channelId);
  }
  const isLast = kind === 'sample' || friends.length < PAGE;
  await DriftPassModel.updateOne(
    { _id, cursor, isOpen: true },
    {
      $set: {
        cursor: friends.at(-1)?._id ?? cursor,
        friends: [
          ...pass.friends,
          ...drifted.map(({ friend, kind: drift, shown }) => ({ friendId: friend._id, kind: drift, shown, at })),
        ].slice(0, PEOPLE_KEPT),
        ...(isLast ? { isOpen: false, finishedAt: at } : {}),
      },
      $inc: {
        checked: friends.length,
        drifted: drifted.length,
        repaired,
        ...countByKind(drifted),
      },
    },
  );
}

function countByKind(drifted: Drifted[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of drifted) counts[`byKind.${kind}`] = (counts[`byKind.${kind}`] ?? 0) + 1;
  return counts;
}

/** The published menus with where their areas switch to, in the same language. */
async function listOnLine(ctx: Pick<Context, 'richMenus'>, channelId: string): Promise<MenuOnLine[]> {
  const published = await listPublished(channelId);
  return [...published.values()].map(({ name, language, alias, lineRichMenuId }) => {
    const definition = ctx.richMenus.get(name)?.definition;
    const known = definition?.languages.find((one) => one === language);
    const switchesTo = (definition?.areas ?? []).flatMap(({ action }) => {
      const to = action.type === 'richmenuswitch' ? action['richMenuAliasId'] : null;
      return typeof to === 'string' && known ? [buildRichMenuAliasId(to, known)] : [];
    });
    return { lineRichMenuId, alias, switchesTo };
  });
}
