import { setTimeout as sleep } from 'node:timers/promises';
import { getChannel, listChannelIds } from '../channels/index.js';
import type { Context } from '../context.js';
import { InvalidInputError } from '../errors.js';
import { assertNever } from '../shared/assert-never.js';
import { applyMenus, type AppliedMenus } from './apply-menus.js';
import { hasChanges } from './core/plan.js';
import { showApplied, showPlan, showTable } from './core/show-menus.js';
import { planChannelMenus } from './plan-menus.js';
import { getMenuStatus, type ChannelMenuStatus } from './status-menus.js';

export const MENU_COMMANDS = ['plan', 'apply', 'status'] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

/** What a command says of one channel: for a person, for a program, and how it exits (0 fine, 1 failed, 2 changes planned). */
export interface Said {
  channelId: string;
  text: string;
  json: object;
  exitCode: 0 | 1 | 2;
}

/** Runs a command on one channel, or on every channel without naming one. */
export async function runMenuCommand(
  ctx: Context,
  command: MenuCommand,
  channelId: string | undefined,
  say: (said: Said) => void,
): Promise<void> {
  const channelIds = channelId === undefined ? await listChannelIds() : [(await getChannel(ctx, channelId))._id];
  if (channelIds.length === 0)
    throw new InvalidInputError(
      'invalid_input',
      'There is no channel yet; start the server with LINE_CHANNEL_ID, or add one.',
    );
  for (const id of channelIds) say({ channelId: id, ...(await runOn(ctx, command, id)) });
}

async function runOn(ctx: Context, command: MenuCommand, channelId: string): Promise<Omit<Said, 'channelId'>> {
  switch (command) {
    case 'plan': {
      const { plan } = await planChannelMenus(ctx, channelId);
      return { text: showPlan(plan), json: plan, exitCode: hasChanges(plan) ? 2 : 0 };
    }
    case 'apply': {
      const applied = await applyInTurn(ctx, channelId);
      const isWanting = applied.failed.length > 0 || applied.state === 'underWay';
      return { text: showApplied(applied), json: applied, exitCode: isWanting ? 1 : 0 };
    }
    case 'status': {
      const status = await getMenuStatus(ctx, channelId);
      return { text: showStatus(status), json: status, exitCode: 0 };
    }
    default:
      return assertNever(command);
  }
}

const TURN_MS_MAX = 60_000; // who died while at it is in the way for 30 s
const LOOK_EVERY_MS = 500;

/** Applies the menus, after another process that is at it. */
async function applyInTurn(ctx: Context, channelId: string): Promise<AppliedMenus> {
  const until = Date.now() + TURN_MS_MAX;
  for (;;) {
    const applied = await applyMenus(ctx, channelId);
    if (applied.state !== 'underWay' || Date.now() > until) return applied;
    await sleep(LOOK_EVERY_MS);
  }
}

function showStatus({ menus, leftovers, lastApply, waitingUntil, waitingFor }: ChannelMenuStatus): string {
  const rows = menus.map((menu) => [
    menu.menu,
    menu.language,
    menu.wanted,
    menu.isCurrent ? 'current' : menu.isOnLine ? 'outdated' : 'missing',
    menu.alias,
    menu.isAliasRight ? 'right' : 'wrong',
    String(menu.linkedCount),
    menu.lineRichMenuId ?? '',
  ]);
  const old = leftovers.map((one) => [one.menu, one.language, one.lineRichMenuId, one.why]);
  const ended = lastApply?.endedAt?.toISOString() ?? 'not ended';
  return [
    showTable([['menu', 'language', 'wanted', 'on LINE', 'alias', 'leads', 'friends', 'id on LINE'], ...rows]),
    old.length > 0 ? `  Left of earlier ones:\n${showTable(old)}` : '',
    lastApply === null
      ? '  Never applied.\n'
      : `  Last applied: begun ${lastApply.startedAt.toISOString()}, ${ended}.\n`,
    lastApply?.error ? `  ! ${lastApply.error}\n` : '',
    waitingUntil === null ? '' : `  Waits for ${waitingFor ?? 'another try'} until ${waitingUntil.toISOString()}.\n`,
  ].join('');
}
