import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { loadConfig, SETTING_SENTENCES } from '../../src/config.js';

const ONLY_FOR_THE_SANDBOX = 'DATA_DIR';

test('.env.example has every setting once, each under its sentence', async () => {
  const settings = await readExample();
  expect(settings.map(({ name }) => name).toSorted()).toEqual(Object.keys(SETTING_SENTENCES).toSorted());
  expect(Object.fromEntries(settings.map(({ name, sentence }) => [name, sentence]))).toEqual(SETTING_SENTENCES);
});

test('with the required settings filled in, .env.example gives the defaults', async () => {
  const given = Object.fromEntries((await readExample()).map(({ name, value }) => [name, value]));
  const required = {
    MONGODB_URI: 'mongodb://127.0.0.1/lifeline',
    REDIS_URL: 'redis://127.0.0.1',
    APP_SECRET: 'x'.repeat(32),
  };
  expect(loadConfig({ ...given, ...required })).toEqual(loadConfig(required));
});

test('compose.yaml passes every setting of the server on', async () => {
  const compose = await readFile('compose.yaml', 'utf8');
  const passed = Array.from(compose.matchAll(/^ {4}([A-Z][A-Z_]+):/gm), ([, name = '']) => name);
  const settings = Object.keys(SETTING_SENTENCES).filter((name) => name !== ONLY_FOR_THE_SANDBOX);
  expect(passed.toSorted()).toEqual(settings.toSorted());
});

async function readExample(): Promise<{ name: string; value: string; sentence: string }[]> {
  const example = await readFile('.env.example', 'utf8');
  return Array.from(example.matchAll(/^# (.+)\n([A-Z_]+)=(.*)$/gm), ([, sentence = '', name = '', value = '']) => ({
    name,
    value,
    sentence,
  }));
}
