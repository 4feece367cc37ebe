import { z } from 'zod';
import { InvalidInputError } from './errors.js';

/** An address that paths are appended to: a slash at its end is dropped. */
const url = z.url({ protocol: /^https?$/ }).transform((given) => given.replace(/\/+$/, ''));

/** Every setting, with its sentence. This file is the only reader of the environment. */
const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Port of the HTTP server.'),
  HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port of /healthz, /readyz and /metrics in a process with the worker role alone; none without it.'),
  PUBLIC_BASE_URL: url.optional().describe('Where LINE and browsers reach the server; default http://127.0.0.1:PORT.'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
    .describe('MongoDB, with the database name in its path. Production wants a replica set.'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .describe('Redis for wake-ups, rate limits and locks; may be wiped at any moment.'),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[\w-]{1,60}$/, 'must be letters, digits, _ and -')
    .default('lifeline')
    .describe('Keeps several installations on one Redis apart.'),
  APP_SECRET: z.string().min(32, 'must be at least 32 characters').describe('Seals channel secrets and hashes keys.'),
  APP_SECRET_PREVIOUS: z
    .string()
    .min(32, 'must be at least 32 characters')
    .optional()
    .describe('The APP_SECRET before this one, while it is being changed: what it sealed is sealed anew.'),
  LINE_CHANNEL_ID: z.string().regex(/^\d+$/, 'must be digits').optional().describe('First channel: its channel ID.'),
  LINE_CHANNEL_SECRET: z.string().min(1).optional().describe('First channel: its channel secret.'),
  LINE_CHANNEL_ACCESS_TOKEN: z.string().min(1).optional().describe('First channel: its long-lived access token.'),
  LINE_API_BASE_URL: url.default('https://api.line.me').describe("LINE's API, or a simulator of it."),
  LINE_DATA_API_BASE_URL: url.default('https://api-data.line.me').describe("LINE's data API, or a simulator of it."),
  LIFF_BASE_URL: url.default('https://liff.line.me').describe('Where LIFF apps open, or a simulator of it.'),
  LIFF_SDK_URL: url
    .default('https://static.line-scdn.net/liff/edge/2/sdk.js')
    .describe("LIFF's script for our pages inside LINE, or a simulator of it."),
  BOOTSTRAP_API_KEY: z
    .string()
    .min(24, 'must be at least 24 characters')
    .optional()
    .describe('Creates the first API key, with every scope, when none exists.'),
  OWNER_EMAIL: z
    .email()
    .optional()
    .describe('First owner: the address to sign in with, when there is no active owner.'),
  OWNER_PASSWORD: z
    .string()
    .min(12, 'must be at least 12 characters')
    .optional()
    .describe('First owner: the password; it is not looked at again.'),
  // As it stands, with a slash at its end if it has one: the provider's tokens name it so.
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Sign-in by OpenID Connect: the provider; https, or http on this machine.'),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('Sign-in by OpenID Connect: our id at the provider.'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('Sign-in by OpenID Connect: our secret at the provider.'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('How many proxies stand before the server and say in X-Forwarded-For where a request came from.'),
  SMS_WEBHOOK_URL: url
    .optional()
    .describe('Takes text messages with one-time codes as a signed POST; without it nobody proves ownership by phone.'),
  SMS_WEBHOOK_SECRET: z
    .string()
    .min(16, 'must be at least 16 characters')
    .optional()
    .describe('Signs what goes to SMS_WEBHOOK_URL.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be such as smtps://user:password@mail.example.com' })
    .optional()
    .describe('Takes mails, such as weekly digests of feedback; without it none are sent.'),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@]+@[^\s@]+$/, 'must be such as Brand <care@example.com>')
    .optional()
    .describe('Who mails come from.'),
  DATA_DIR: z.string().default('data').describe('Folder of the sandbox; the server and the worker write no files.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least level logged.'),
});

export type Config = z.infer<typeof Settings> & { PUBLIC_BASE_URL: string };

/** Reads and checks the settings; throws one InvalidInputError that names every bad one and what it is for. */
export function loadConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]) as keyof typeof Settings.shape;
      const reason = given[name] === undefined ? 'is missing' : issue.message;
      return `  ${name}: ${reason}. ${Settings.shape[name].description ?? ''}`;
    });
    throw new InvalidInputError('invalid_input', `These settings are not right:\n${lines.join('\n')}`);
  }
  const first = [parsed.data.LINE_CHANNEL_ID, parsed.data.LINE_CHANNEL_SECRET, parsed.data.LINE_CHANNEL_ACCESS_TOKEN];
  if (first.some(Boolean) && !first.every(Boolean)) {
    throw new InvalidInputError(
      'invalid_input',
      'LINE_CHANNEL_ID, LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN go together: set all three or none.',
    );
  }
  if (Boolean(parsed.data.OWNER_EMAIL) !== Boolean(parsed.data.OWNER_PASSWORD))
    throw new InvalidInputError('invalid_input', 'OWNER_EMAIL and OWNER_PASSWORD go together: set both or none.');
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = parsed.data;
  const provider = [issuer, clientId, clientSecret];
  if (provider.some(Boolean) && !provider.every(Boolean))
    throw new InvalidInputError(
      'invalid_input',
      'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three or none.',
    );
  if (issuer !== undefined && !/^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(`${issuer}/`))
    throw new InvalidInputError(
      'invalid_input',
      `OIDC_ISSUER is ${issuer}; it must be https, or http on this machine.`,
    );
  if (Boolean(parsed.data.SMS_WEBHOOK_URL) !== Boolean(parsed.data.SMS_WEBHOOK_SECRET))
    throw new InvalidInputError(
      'invalid_input',
      'SMS_WEBHOOK_URL and SMS_WEBHOOK_SECRET go together: set both or none.',
    );
  if (Boolean(parsed.data.SMTP_URL) !== Boolean(parsed.data.MAIL_FROM))
    throw new InvalidInputError('invalid_input', 'SMTP_URL and MAIL_FROM go together: set both or none.');
  return { ...parsed.data, PUBLIC_BASE_URL: parsed.data.PUBLIC_BASE_URL ?? `http://127.0.0.1:${parsed.data.PORT}` };
}

/** What the sandbox takes from the settings; everything else it makes itself. */
export function loadSandboxSettings(
  environment: Record<string, string | undefined> = process.env,
): Pick<z.infer<typeof Settings>, 'PORT' | 'PUBLIC_BASE_URL' | 'DATA_DIR'> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Settings.pick({ PORT: true, PUBLIC_BASE_URL: true, DATA_DIR: true }).safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}.`);
  throw new InvalidInputError('invalid_input', `These settings are not right:\n${lines.join('\n')}`);
}

/** The settings with their sentences, for the documentation and its test. */
export const SETTING_SENTENCES: Record<string, string> = Object.fromEntries(
  Object.entries(Settings.shape).map(([name, schema]) => [name, schema.description ?? '']),
);
