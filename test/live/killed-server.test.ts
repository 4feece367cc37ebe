import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FriendDocument } from '../../src/friends/friend.model.js';
import { buildApp, type TestApp } from '../support/build-app.js';
import { openConsole, readAll, type ConsoleWindow } from '../support/a-console.js';
import { eventually } from '../support/eventually.js';
import { aPerson, type Browser } from '../support/staff.js';
import { aFriend } from '../support/factories.js';
import { conversationOf, say } from '../inbox/an-inbox.js';

const WINDOWS = 10; // of each of two people
const FRIENDS = 4;
const CHANGES = 60;

let product: TestApp;
let server: ChildProcess | null = null;
let friends: FriendDocument[];
beforeAll(async () => {
  product = await buildApp();
  friends = await Promise.all(Array.from({ length: FRIENDS }, () => aFriend(product)));
});
afterAll(async () => {
  server?.kill('SIGKILL');
  await product.close();
});

/** A server in a process of its own; resolves to its address. */
async function startServer(): Promise<string> {
  const started = spawn(process.execPath, ['dist/main.js', 'server'], {
    env: { ...process.env, ...product.environment, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  server = started;
  return new Promise((resolve) => {
    started.stdout.on('data', (chunk: Buffer) => {
      const [, port] = /"port":(\d+).*"msg":"started"/.exec(chunk.toString()) ?? [];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
  });
}

const aTeam = async (name: string) => (await product.api('POST', '/api/v1/teams', { name })).body.id as string;

/** What can be compared: how many free answers there are depends on the moment of reading. */
const comparable = (conversations: Iterable<object>) =>
  Array.from(conversations, (one) => ({ ...one, freeUntil: null, freeAnswers: null })).toSorted((a, b) =>
    JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
  );

test('consoles of a server that is killed while conversations change, and Redis flushed, end with what the store has and they may see', async () => {
  const started = startServer();
  const [north, south] = [await aTeam('North'), await aTeam('South')];
  const people = await Promise.all([north, south].map((team) => aPerson(product, 'agent', { teamIds: [team] })));
  for (const friend of friends) await say(product, friend, 'Hello');
  const ids = await Promise.all(friends.map(async (friend) => (await conversationOf(friend, { state: 'open' }))._id));

  let address = await started;
  const windows = people.flatMap((person) =>
    Array.from({ length: WINDOWS }, () => ({ person, window: openConsole(person, () => address) })),
  );
  await eventually(() => expect(windows.map(({ window }) => window.readyCount())).toEqual(windows.map(() => 1)));

  const change = async (step: number) => {
    const [id, friend] = [ids[step % ids.length], friends[step % friends.length]];
    if (id === undefined || !friend) return;
    const call = (method: string, path: string, body: object) =>
      product.api(method, `/api/v1/conversations/${id}${path}`, body);
    if (step % 4 === 0) await call('PATCH', '', { teamId: [north, south, null][step % 3] ?? null });
    else if (step % 4 === 1) await say(product, friend, `Step ${step}`);
    else if (step % 4 === 2) await call('PATCH', '', { addLabels: [`step-${step}`] });
    else await call('POST', step % 8 === 3 ? '/resolve' : '/reopen', {});
  };
  for (let step = 0; step < CHANGES; step += 1) {
    await change(step);
    if (step === CHANGES / 4) await product.redis.flushall();
    if (step === CHANGES / 3) {
      server?.kill('SIGKILL');
      address = product.url;
    }
  }
  await eventually(() =>
    expect(windows.map(({ window }) => window.readyCount() >= 2 && window.isSettled())).toEqual(
      windows.map(() => true),
    ),
  );

  for (const person of people)
    await eventually(async () => {
      const expected = comparable(await readAll(person, product.url));
      for (const { window } of windows.filter((one) => one.person === person))
        expect(comparable(window.shown.values())).toEqual(expected);
    });
  expect(windows.map(({ window }) => window.of('reload'))).toEqual(windows.map(() => []));
  expect(teamsHeard(windows, people[0])).not.toContain(south);
  expect(teamsHeard(windows, people[1])).not.toContain(north);
  for (const { window } of windows) window.source.close();
});

/** Teams of the conversations that somebody's windows were told of. */
const teamsHeard = (windows: { person: Browser; window: ConsoleWindow }[], who: Browser | undefined) => [
  ...new Set(
    windows
      .filter(({ person }) => person === who)
      .flatMap(({ window }) => window.of('conversation').map(({ teamId }) => teamId)),
  ),
];
