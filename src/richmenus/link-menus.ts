import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayOf } from '../channels/index.js';
import type { Context } from '../context.js';
import {
  chooseMenusAt,
  deferMenus,
  listOwedMenus,
  noteMenuProblem,
  noteMenusLinked,
  noteMenusTold,
  settleBlockedMenus,
  type Friend,
  type MenuHolder,
} from '../friends/index.js';
import { isBehind } from '../infra/announcements/announcer.js';
import { withLease, type Renew } from '../infra/mongo/lease.js';
import { LineError, LineInvalidError, LineNotFoundError } from '../line/errors.js';
import type { LineGateway } from '../line/gateway.js';
import { BULK_LINK_USERS_MAX } from '../line/limits.js';
import { backoffMs } from '../shared/backoff.js';
import { eachLimited } from '../shared/each-limited.js';
import { groupBy } from '../shared/group-by.js';
import { RUN_MS_MAX } from '../infra/queue/queue.js';
import { isSameMenu } from './core/same-menu.js';
import { keyOf, planLinks, type LinkGroup } from './core/plan-links.js';
import { forgetPublished, listPublished } from './published.js';
import { PUBLISH_MENUS } from './publish-rich-menus.js';
import { countTold, recentlyTold } from './recently-told.js';
import { startReplacing } from './replace-menu.js';
import type { PublishedMenu } from './rich-menu.model.js';
import { CHOOSE_MENU_LISTENER } from './choose-menu.js';
import { wakeLinking } from './wake-linking.js';

const LEASE_MS = 30_000; // renewed before each call, which ends after 10 s
const LOOKED_AT_MAX = 10_000; // with a full call for one of twenty menus among them
const MANY = 100;
const LOOK_EVERY_MS = 1_000;
const LOOK_AGAIN_MS = 2_000;
const CALLS_AT_ONCE = 4;
const SINGLE_MAX = 2; // LINE links one person at once, many within seconds
const EFFECT_MS = 10_000; // LINE links many "in a few seconds"
const UNPUBLISHED_MS = 3_000;
const FIRST_RETRY_MS = 1_000;
const RETRY_MS_MAX = 60_000;
const FAILURES_MAX = 3; // in a row: then LINE is left alone for a while

/** Calls to LINE that failed one after the other, by channel. */
const failures = new Map<string, number>();

/**
 * Shows the friends of a channel the menus that are owed to them: one or two by a link each, more by one call for as many
 * as LINE allows. In one process at a time, until nothing is owed any more. What LINE did not take, or may not have taken, is
 * told again later; to link twice is harmless.
 */
export async function linkMenus(ctx: Context, channelId: string): Promise<void> {
  const until = ctx.clock.now().getTime() + RUN_MS_MAX;
  let goOnInMs: number | null = null;
  await withLease(ctx.clock, `richmenus/linking/${channelId}`, LEASE_MS, async (renew) => {
    goOnInMs = await linkAll(ctx, channelId, renew, until);
  });
  // Only now that the lease is free: whoever comes earlier would only leave word.
  if (goOnInMs !== null) wakeLinking(ctx, channelId, goOnInMs);
}

/** Resolves to the milliseconds after which somebody must go on; null when nobody must. */
async function linkAll(ctx: Context, channelId: string, renew: Renew, until: number): Promise<number | null> {
  let hasFailed = false;
  const retryMs = () => backoffMs(failures.get(channelId) ?? 1, FIRST_RETRY_MS, RETRY_MS_MAX);
  for (;;) {
    const now = ctx.clock.now();
    if (now.getTime() > until) return 0;
    if ((failures.get(channelId) ?? 0) >= FAILURES_MAX && hasFailed) return retryMs();
    if (!(await renew())) return null;
    const owed = await listOwedMenus(channelId, now, LOOKED_AT_MAX);
    if (owed.length === 0) return hasFailed ? retryMs() : null;
    const blocked = owed.filter(({ standing }) => standing !== 'following');
    if (blocked.length > 0) await settleBlockedMenus(blocked);
    const following = owed.filter(({ standing }) => standing === 'following');
    const published = await listPublished(channelId);
    // Those for whom LINE does it by itself are no longer owed anything now.
    if (await startReplacing(ctx, channelId, following, published)) continue;
    const size = BULK_LINK_USERS_MAX;
    const { groups, waitMs } = planLinks(following, {
      now,
      size,
      isCut: owed.length === LOOKED_AT_MAX,
      areMoreComing: following.length > SINGLE_MAX && (await isBehind(CHOOSE_MENU_LISTENER, channelId, MANY)),
      recentlyTold: (menu) => recentlyTold(`${channelId}/${menu}`, now),
    });
    if (groups.length === 0) {
      // In a storm the next look finds many more, so that it is worth its reading; others may come in any case.
      const leastMs = following.length > MANY ? LOOK_EVERY_MS : 0;
      await sleep(Math.min(Math.max(waitMs ?? 0, leastMs), LOOK_AGAIN_MS));
      continue;
    }
    const gateway = await gatewayOf(ctx, channelId);
    await eachLimited(groups, CALLS_AT_ONCE, async (group) => {
      if ((failures.get(channelId) ?? 0) >= FAILURES_MAX && hasFailed) return;
      if (!(await renew())) return;
      if (await linkGroup(ctx, { channelId, gateway, published }, group)) return;
      hasFailed = true;
    });
  }
}

interface Line {
  channelId: string;
  gateway: LineGateway;
  published: Map<string, PublishedMenu>;
}

/** Tells LINE for one group; false when LINE could not be told and it is owed again later. */
async function linkGroup(ctx: Context, line: Line, { menu, friends: owed }: LinkGroup<MenuHolder>): Promise<boolean> {
  const { channelId } = line;
  const shown = menu && (line.published.get(keyOf(menu)) ?? null);
  if (menu && !shown) {
    await awaitPublication(ctx, channelId, menu, owed);
    return true;
  }
  const friends = await noteMenusTold(owed, menu);
  if (friends.length === 0) return true;
  try {
    const { linked, refused } = await tell(line.gateway, friends, shown);
    const at = ctx.clock.now();
    await recordLinked(linked, { menu, shown, at, isAtOnce: friends.length <= SINGLE_MAX });
    for (const { friend, reason } of refused) {
      ctx.log.warn({ channelId, friendId: friend._id, reason }, 'rich menu refused for a friend');
      await noteMenuProblem(friend._id, menu, reason, at);
    }
    countTold(`${channelId}/${keyOf(menu)}`, friends.length, at);
    failures.delete(channelId);
    return true;
  } catch (err) {
    if (!(err instanceof LineError)) throw err;
    if (err instanceof LineNotFoundError && shown) {
      ctx.log.warn({ err, channelId, menu: shown._id }, 'rich menu is gone at LINE and is published again');
      await forgetPublished(ctx, shown);
      await deferMenus(friends, later(ctx, UNPUBLISHED_MS));
      return true;
    }
    const inARow = (failures.get(channelId) ?? 0) + 1;
    failures.set(channelId, inARow);
    ctx.log.warn({ err, channelId, friends: friends.length, inARow }, 'rich menus could not be linked');
    await deferMenus(friends, later(ctx, backoffMs(inARow, FIRST_RETRY_MS, RETRY_MS_MAX)));
    return false;
  }
}

const later = (ctx: Pick<Context, 'clock'>, ms: number) => new Date(ctx.clock.now().getTime() + ms);

/** A menu that is not on LINE yet is published; one that the product no longer has is chosen anew. */
async function awaitPublication(
  ctx: Context,
  channelId: string,
  { name, language }: NonNullable<Friend['menu']['desired']>,
  friends: MenuHolder[],
): Promise<void> {
  const isKnown = ctx.richMenus.get(name)?.definition.languages.some((one) => one === language) ?? false;
  if (isKnown) ctx.wake(PUBLISH_MENUS, [{ channelId }]);
  else await chooseMenusAt(friends, ctx.clock.now());
  await deferMenus(friends, later(ctx, UNPUBLISHED_MS));
}

interface Told {
  linked: MenuHolder[];
  /** For whom LINE will never take this, with the reason. */
  refused: { friend: MenuHolder; reason: string }[];
}

const BAD_PLACE = /userIds\[(\d+)\]/;

/** Tells LINE; of those whom it refuses, one by one, the others do not suffer. */
async function tell(gateway: LineGateway, friends: MenuHolder[], shown: PublishedMenu | null): Promise<Told> {
  if (friends.length === 0) return { linked: [], refused: [] };
  try {
    await call(gateway, friends, shown);
    return { linked: friends, refused: [] };
  } catch (error) {
    if (!(error instanceof LineInvalidError)) throw error;
    const said = [error.message, ...error.details.map(({ property }) => property ?? '')].join(' ');
    const bad = friends.length === 1 ? friends[0] : friends[Number(BAD_PLACE.exec(said)?.[1] ?? friends.length)];
    if (bad) {
      const { linked, refused } = await tell(
        gateway,
        friends.filter((friend) => friend !== bad),
        shown,
      );
      return { linked, refused: [{ friend: bad, reason: error.message }, ...refused] };
    }
    const half = Math.ceil(friends.length / 2);
    const halves = [friends.slice(0, half), friends.slice(half)];
    const told = [await tell(gateway, halves[0] ?? [], shown), await tell(gateway, halves[1] ?? [], shown)];
    return { linked: told.flatMap(({ linked }) => linked), refused: told.flatMap(({ refused }) => refused) };
  }
}

async function call(gateway: LineGateway, friends: MenuHolder[], shown: PublishedMenu | null): Promise<void> {
  const ids = friends.map(({ lineUserId }) => lineUserId);
  if (ids.length > SINGLE_MAX)
    return shown ? gateway.linkRichMenus(ids, shown.lineRichMenuId) : gateway.unlinkRichMenus(ids);
  for (const id of ids) await (shown ? gateway.linkRichMenu(id, shown.lineRichMenuId) : gateway.unlinkRichMenu(id));
}

/** Those whom LINE may still give another menu, told before, are owed theirs once more after that. */
async function recordLinked(
  friends: MenuHolder[],
  {
    menu,
    shown,
    at,
    isAtOnce,
  }: { menu: Friend['menu']['desired']; shown: PublishedMenu | null; at: Date; isAtOnce: boolean },
): Promise<void> {
  const linked = shown && { name: shown.name, language: shown.language, lineRichMenuId: shown.lineRichMenuId, at };
  const effectBy = new Date(at.getTime() + EFFECT_MS);
  const mayTurnAt = ({ menu: { told } }: MenuHolder): Date | null => {
    if (!told || isSameMenu(told.menu, menu)) return null;
    if (told.until === null) return effectBy;
    return told.until > at ? told.until : null;
  };
  for (const [againAt, those] of groupBy(friends, (friend) => mayTurnAt(friend)?.getTime() ?? null)) {
    const owedAt = againAt === null ? null : new Date(againAt);
    const before = owedAt && { menu: those[0]?.menu.told?.menu ?? null, until: owedAt };
    const told = isAtOnce ? before : { menu, until: effectBy };
    await noteMenusLinked(those, { menu, linked, told, owedAt, at });
  }
}
