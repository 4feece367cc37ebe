import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LeaseModel } from '../../src/infra/mongo/lease.js';
import { PublishedMenuModel } from '../../src/richmenus/rich-menu.model.js';
import { buildApp, CHANNEL_ID, type TestApp } from '../support/build-app.js';
import { eventually } from '../support/eventually.js';

const MENUS = 28;
let product: TestApp;
beforeAll(async () => {
  product = await buildApp({ roles: [] });
}, 60_000);
afterAll(() => product.close());

const start = (...args: string[]) => {
  const child = spawn(process.execPath, ['dist/cli.js', ...args], {
    env: { PATH: process.env['PATH'], ...product.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr]: string[][] = [[], []];
  child.stdout.on('data', (text) => stdout?.push(String(text)));
  child.stderr.on('data', (text) => stderr?.push(String(text)));
  const ended = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    stdout: stdout?.join('') ?? '',
    stderr: stderr?.join('') ?? '',
  }));
  return { child, ended };
};
const lifeline = (...args: string[]) => start(...args).ended;

describe('the command line, without a server', () => {
  test('plans, applies after it was killed in the middle, and then has nothing to do', async () => {
    const planned = await lifeline('richmenus', 'plan');
    expect(planned).toMatchObject({ exitCode: 2, stderr: '' });
    expect(planned.stdout).toContain(`Channel ${CHANNEL_ID}\n`);
    expect(planned.stdout).toMatch(/ {2}create {7}owner {5}zh-TW .*LINE does not have it\n/);
    expect(planned.stdout).toContain('  create: 28 needed, 90 of 90 left in this hour.\n');
    expect(await product.control.richMenus(CHANNEL_ID)).toEqual([]);

    await product.control.slowEvery(30);
    const killed = start('richmenus', 'apply');
    await eventually(async () => expect((await product.control.richMenus(CHANNEL_ID)).length).toBeGreaterThan(4));
    killed.child.kill('SIGKILL');
    await killed.ended;
    await product.control.slowEvery(0);
    // It waits for the lease of the one that died.
    const waiting = start('richmenus', 'apply');
    await sleep(3_000);
    expect(waiting.child.exitCode).toBeNull();
    expect(await PublishedMenuModel.countDocuments({ channelId: CHANNEL_ID })).toBeLessThan(MENUS);
    await LeaseModel.updateOne({ _id: `richmenus/${CHANNEL_ID}` }, { $set: { until: new Date(0) } });

    const applied = await waiting.ended;
    expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
    expect(applied.stdout).toContain('  Applied: LINE has every menu as it is wanted.\n');
    const onLine = await product.control.richMenus(CHANNEL_ID);
    expect(new Set(onLine.map(({ name }) => name)).size).toBe(MENUS);
    expect(onLine).toHaveLength(MENUS);
    expect(onLine.every(({ hasImage, aliases }) => hasImage && aliases.length === 1)).toBe(true);
    expect(await PublishedMenuModel.countDocuments({ channelId: CHANNEL_ID })).toBe(MENUS);

    const again = await lifeline('richmenus', 'plan', '--channel', CHANNEL_ID);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toBe(`Channel ${CHANNEL_ID}\n  Nothing to do.\n  ${MENUS} menus are as wanted.\n`);
  }, 60_000);

  test('says how the menus stand, for people and for programs', async () => {
    const { stdout, exitCode } = await lifeline('richmenus', 'status');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ {2}owner +zh-TW +[0-9a-f]{12} +current +owner-zh-tw +right +0 +richmenu-[0-9a-f]{32}\n/);
    const { channels } = JSON.parse((await lifeline('richmenus', 'status', '--json')).stdout) as {
      channels: { channelId: string; menus: object[]; leftovers: object[] }[];
    };
    expect(channels).toMatchObject([{ channelId: CHANNEL_ID, leftovers: [], waitingUntil: null }]);
    expect(channels[0]?.menus).toHaveLength(MENUS);
  }, 30_000);

  test.each([
    [['richmenus', 'destroy'], '"richmenus destroy" is no command.'],
    [[], '"" is no command.'],
    [['richmenus', 'plan', '--fast'], "Unknown option '--fast'"],
    [['richmenus', 'plan', '--channel', '77'], 'There is no channel "77".'],
  ])('%j is refused in a sentence', async (args, problem) => {
    const { exitCode, stderr, stdout } = await lifeline(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain('    at ');
  });

  test('LINE failing is said in a sentence', async () => {
    await product.control.inject({ kind: 'serverError' });
    const { exitCode, stderr } = await lifeline('richmenus', 'plan');
    await product.control.clearFaults();
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'LINE answered 500: Internal server error\n' });
  });

  test('the same over HTTP', async () => {
    await product.restart(['server']);
    expect(await product.api('GET', '/api/v1/rich-menus/plan')).toMatchObject({
      status: 200,
      body: { hasChanges: false, calls: { create: { needed: 0 } }, warnings: [] },
    });
    expect(await product.api('POST', '/api/v1/rich-menus/apply', {})).toMatchObject({
      status: 200,
      body: { state: 'applied', done: [] },
    });
    expect(await product.api('POST', '/api/v1/rich-menus/publish', {})).toMatchObject({ body: { published: 0 } });
    const { body } = await product.api('GET', '/api/v1/rich-menus/status');
    expect(body.menus).toHaveLength(MENUS);
    expect(body.menus[0]).toMatchObject({ isOnLine: true, isCurrent: true, isAliasRight: true });
  });
});
