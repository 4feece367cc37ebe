import { describe, expect, test } from '@jest/globals';
import { loadConfig, loadSandboxSettings, SETTING_SENTENCES } from '../../src/config.js';
import { InvalidInputError } from '../../src/errors.js';

const required = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/lifeline',
  REDIS_URL: 'redis://127.0.0.1:6379',
  APP_SECRET: 'a secret that nobody else knows!!',
};
const channel = {
  LINE_CHANNEL_ID: '1650000001',
  LINE_CHANNEL_SECRET: 'channel-secret',
  LINE_CHANNEL_ACCESS_TOKEN: 'access-token',
};

function refusal(environment: Record<string, string | undefined>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  throw new Error('The settings were taken.');
}

describe('settings', () => {
  test('have defaults but for three', () => {
    expect(loadConfig(required)).toEqual({
      ...required,
      PORT: 3000,
      PUBLIC_BASE_URL: 'http://127.0.0.1:3000',
      LINE_API_BASE_URL: 'https://api.line.me',
      LIFF_BASE_URL: 'https://liff.line.me',
      LIFF_SDK_URL: 'https://static.line-scdn.net/liff/edge/2/sdk.js',
      LINE_DATA_API_BASE_URL: 'https://api-data.line.me',
      DATA_DIR: 'data',
      LOG_LEVEL: 'info',
      QUEUE_PREFIX: 'lifeline',
      TRUSTED_PROXIES: 0,
    });
  });

  test('are taken as given', () => {
    const given = {
      ...required,
      ...channel,
      PUBLIC_BASE_URL: 'https://crm.example.com',
      LINE_API_BASE_URL: 'http://127.0.0.1:9000',
      LINE_DATA_API_BASE_URL: 'http://127.0.0.1:9001',
      LIFF_BASE_URL: 'http://127.0.0.1:9000/liff',
      LIFF_SDK_URL: 'http://127.0.0.1:9000/liff/edge/2/sdk.js',
      SMS_WEBHOOK_URL: 'https://sms.example.com/messages',
      SMS_WEBHOOK_SECRET: 's'.repeat(16),
      BOOTSTRAP_API_KEY: 'k'.repeat(24),
      DATA_DIR: '/var/lib/lifeline',
      LOG_LEVEL: 'debug',
      QUEUE_PREFIX: 'shop_2',
      APP_SECRET_PREVIOUS: 'p'.repeat(32),
      OWNER_EMAIL: 'owner@example.com',
      OWNER_PASSWORD: 'the first owner of all',
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'lifeline',
      OIDC_CLIENT_SECRET: 'a secret',
    };
    const numbers = { PORT: '8080', HEALTH_PORT: '9090', TRUSTED_PROXIES: '2' };
    const read = { PORT: 8080, HEALTH_PORT: 9090, TRUSTED_PROXIES: 2 };
    expect(loadConfig({ ...given, ...numbers })).toEqual({ ...given, ...read });
  });

  test('that are empty count as not given', () => {
    expect(loadConfig({ ...required, PORT: '', LINE_CHANNEL_ID: '', LOG_LEVEL: '' })).toEqual(loadConfig(required));
  });

  test('drop the slash at the end of an address, since paths follow it', () => {
    expect(loadConfig({ ...required, PUBLIC_BASE_URL: 'https://crm.example.com/' }).PUBLIC_BASE_URL).toBe(
      'https://crm.example.com',
    );
  });

  test('follow the port in the public address, unless that is given', () => {
    expect(loadConfig({ ...required, PORT: '8080' }).PUBLIC_BASE_URL).toBe('http://127.0.0.1:8080');
  });

  test.each(['mongodb+srv://cluster.example.com/lifeline', 'mongodb://one,two/lifeline?replicaSet=rs0'])(
    'take the store at %s',
    (uri) => {
      expect(loadConfig({ ...required, MONGODB_URI: uri }).MONGODB_URI).toBe(uri);
    },
  );

  test('ignore the rest of the environment', () => {
    expect(loadConfig({ ...required, PATH: '/usr/bin', EMPTY: undefined })).toEqual(loadConfig(required));
  });
});

test.each([
  [{ OWNER_EMAIL: 'owner@example.com' }, 'OWNER_PASSWORD'],
  [{ OIDC_ISSUER: 'https://login.example.com' }, 'OIDC_CLIENT_SECRET'],
])('%o goes together with %s', (given, other) => {
  expect(() => loadConfig({ ...required, ...given })).toThrow(other);
});

test.each([
  ['http://login.example.com', false],
  ['http://127.0.0.1.example.com', false],
  ['http://127.0.0.1:9000', true],
  ['https://login.example.com/realms/brand/', true],
])('a provider of sign-ins at %s is taken: %s', (OIDC_ISSUER, isTaken) => {
  const given = { ...required, OIDC_ISSUER, OIDC_CLIENT_ID: 'lifeline', OIDC_CLIENT_SECRET: 'a secret' };
  if (isTaken) expect(loadConfig(given).OIDC_ISSUER).toBe(OIDC_ISSUER);
  else expect(() => loadConfig(given)).toThrow('must be https');
});

test('for text messages go together', () => {
  expect(() => loadConfig({ ...required, SMS_WEBHOOK_URL: 'https://sms.example.com' })).toThrow('SMS_WEBHOOK_SECRET');
});

describe('a setting that is not right is named with its sentence', () => {
  test.each([
    ['PORT', 'web'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['HEALTH_PORT', '0'],
    ['HEALTH_PORT', '65536'],
    ['PUBLIC_BASE_URL', 'crm.example.com'],
    ['PUBLIC_BASE_URL', 'ftp://crm.example.com'],
    ['MONGODB_URI', 'postgres://127.0.0.1/lifeline'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['QUEUE_PREFIX', 'shop:2'],
    ['QUEUE_PREFIX', 'x'.repeat(61)],
    ['APP_SECRET', 'short'],
    ['LINE_CHANNEL_ID', 'U123'],
    ['LINE_API_BASE_URL', 'api.line.me'],
    ['LINE_DATA_API_BASE_URL', '/data'],
    ['BOOTSTRAP_API_KEY', 'short'],
    ['APP_SECRET_PREVIOUS', 'short'],
    ['OWNER_EMAIL', 'owner'],
    ['OWNER_PASSWORD', 'short'],
    ['OIDC_ISSUER', 'login.example.com'],
    ['TRUSTED_PROXIES', '11'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s', (name, value) => {
    const message = refusal({ ...required, ...channel, [name]: value });
    const [heading, line = '', ...others] = message.split('\n');
    expect(heading).toBe('These settings are not right:');
    expect(line).toMatch(new RegExp(`^  ${name}: .+\\. `));
    expect(line.endsWith(SETTING_SENTENCES[name] ?? '?')).toBe(true);
    expect(others).toEqual([]);
  });

  test.each(Object.keys(required))('%s is missing', (name) => {
    expect(refusal({ ...required, [name]: undefined })).toContain(`  ${name}: is missing. ${SETTING_SENTENCES[name]}`);
  });

  test('with all others, in one go', () => {
    const message = refusal({ PORT: 'web', LOG_LEVEL: 'loud' });
    const named = Array.from(message.matchAll(/^ {2}([A-Z_]+):/gm), ([, name]) => name);
    expect(named).toEqual(['PORT', 'MONGODB_URI', 'REDIS_URL', 'APP_SECRET', 'LOG_LEVEL']);
  });

  test('without its value, which may be a secret', () => {
    expect(refusal({ ...required, APP_SECRET: 'too-short-a-secret' })).not.toContain('too-short-a-secret');
    expect(refusal({ ...required, MONGODB_URI: 'mongo://owner:password@db' })).not.toContain('password');
  });
});

test.each(Object.keys(channel))('the three settings of the first channel go together: %s is missing', (name) => {
  expect(refusal({ ...required, ...channel, [name]: undefined })).toBe(
    'LINE_CHANNEL_ID, LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN go together: set all three or none.',
  );
});

test('the sandbox takes its port, its folder and our address, and an empty one counts as not set', () => {
  const given = { ...required, PORT: '8080', PUBLIC_BASE_URL: 'https://crm.example.com' };
  expect(loadSandboxSettings(given)).toEqual({
    PORT: 8080,
    PUBLIC_BASE_URL: 'https://crm.example.com',
    DATA_DIR: 'data',
  });
  expect(loadSandboxSettings({ PORT: '', PUBLIC_BASE_URL: '' })).toEqual({ PORT: 3000, DATA_DIR: 'data' });
  expect(() => loadSandboxSettings({ PUBLIC_BASE_URL: 'crm' })).toThrow(/^These settings.*\n {2}PUBLIC_BASE_URL: /);
});

test.each(Object.entries(SETTING_SENTENCES))('%s has a sentence', (_name, sentence) => {
  expect(sentence).toMatch(/^.{10,}\.$/);
});
