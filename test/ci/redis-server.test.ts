import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ensureRedis, findRedisServer, requireRedisServer } from '../../.ci/redis-server.mjs';
import { withFolder } from './temporary-folder.js';

const unexpectedStep = () => Promise.reject(new Error('nothing should have been installed'));

test('a redis-server or valkey-server on the PATH is found', async () => {
  await withFolder({ 'bin/valkey-server': '#!/bin/sh\n' }, async (folder) => {
    await chmod(join(folder, 'bin/valkey-server'), 0o755);
    const environment = { PATH: `${join(folder, 'empty')}:${join(folder, 'bin')}` };
    expect(await findRedisServer(environment)).toBe(join(folder, 'bin/valkey-server'));
    await ensureRedis(environment, unexpectedStep);
  });
});

test('a file that cannot be executed is no server', async () => {
  await withFolder({ 'redis-server': '' }, async (folder) => {
    expect(await findRedisServer({ PATH: folder })).toBeNull();
  });
});

test('with REDIS_URL nothing is looked for', async () => {
  await ensureRedis({ PATH: '', REDIS_URL: 'redis://127.0.0.1:6379' }, unexpectedStep);
});

test('without Redis and without a way to install it, one line says what to do', async () => {
  await withFolder({}, async (folder) => {
    const advice = /^Lifeline needs Redis\..*apt-get install.*brew install.*REDIS_URL[^\n]*$/;
    await expect(ensureRedis({ PATH: folder }, unexpectedStep)).rejects.toThrow(advice);
    await expect(requireRedisServer({ PATH: folder })).rejects.toThrow(advice);
  });
});
