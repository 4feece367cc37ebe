import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Secret, TOTP } from 'otpauth';
import { ChannelModel } from '../../src/channels/channel.model.js';
import { CredentialModel } from '../../src/access/credential.model.js';
import { PhoneProofModel } from '../../src/membership/phone-proof.model.js';
import { createSecretBox, deriveFingerprintKey } from '../../src/infra/secret-box.js';
import { openSecretBox } from '../../src/infra/mongo/keyring.js';
import { resealSecrets } from '../../src/reseal-secrets.js';
import { buildApp, CHANNEL_ID, CHANNEL_SECRET, type TestApp } from '../support/build-app.js';
import { aPerson, PASSWORD } from '../support/staff.js';

const NEXT = 'the secret after the first one, as long';
let product: TestApp;
let first: string;
beforeAll(async () => {
  product = await buildApp({ roles: ['server'] });
  first = product.environment['APP_SECRET'] ?? '';
});
afterAll(() => product.close());

/** Every text in the store that stands under a name such as `sealedSecret`, at whatever depth. */
async function sealedTexts(): Promise<string[]> {
  const found: string[] = [];
  const visit = (value: unknown, name: string): void => {
    if (typeof value === 'string' && name.startsWith('sealed')) found.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, key);
  };
  for (const { name } of (await mongoose.connection.db?.listCollections().toArray()) ?? [])
    for await (const document of mongoose.connection.collection(name).find()) visit(document, '');
  return found;
}

describe('another APP_SECRET', () => {
  test('opens and seals anew everything that the one before sealed; keys, sessions and codes stay good', async () => {
    const person = await aPerson(product, 'admin');
    const { body: begun } = await person.api('POST', '/session/authenticator', { password: PASSWORD });
    const { body: apiKey } = await product.api('POST', '/api/v1/api-keys', { name: 'shop', scopes: ['read'] });
    await product.api('PATCH', `/api/v1/channels/${CHANNEL_ID}`, { channelSecret: 'e'.repeat(32) });
    await product.api('PATCH', `/api/v1/channels/${CHANNEL_ID}`, { channelSecret: CHANNEL_SECRET });
    const webhook = { url: 'https://workshop.example/digest', secret: 'a secret of the workshop' };
    await product.api('PUT', '/api/v1/feedback-digests/Workshop', { webhook });
    const { secrets } = product.app.ctx;
    await PhoneProofModel.collection.insertOne({
      _id: 'p' as never,
      sealedPhone: secrets.seal('+886912345678'),
      startedAt: new Date(),
    });
    expect((await sealedTexts()).length).toBeGreaterThanOrEqual(7);

    const both = await openSecretBox(NEXT, first);
    await resealSecrets(both);
    const alone = await openSecretBox(NEXT, null);
    for (const sealed of await sealedTexts()) {
      expect(sealed.startsWith(alone.sealedPrefix)).toBe(true);
      expect(alone.open(sealed)).not.toBe('');
    }
    const channel = await ChannelModel.findById(CHANNEL_ID).lean();
    expect(alone.open(channel?.sealedSecret ?? '')).toBe(CHANNEL_SECRET);
    const credential = await CredentialModel.findById(person.id).lean();
    expect(alone.open(credential?.authenticator?.sealedSecret ?? '')).toBe(begun.secret);
    expect(alone.fingerprint(apiKey.key)).toBe(secrets.fingerprint(apiKey.key));
    expect(new Set(Object.values(await resealSecrets(alone)))).toEqual(new Set([0]));
    await expect(openSecretBox(first, null)).rejects.toThrow('APP_SECRET_PREVIOUS');
    // Back to what the running server was started with.
    await resealSecrets(await openSecretBox(first, NEXT));
    expect((await product.api('GET', '/api/v1/channels', undefined, apiKey.key)).status).toBe(200);
    expect((await person.api('GET', '/session')).status).toBe(200);
    const code = new TOTP({ secret: Secret.fromBase32(begun.secret) }).generate();
    expect((await person.api('POST', '/session/authenticator/confirm', { code })).status).toBe(200);
  });

  test('opens what an earlier version sealed, which does not name its key', () => {
    const sealed = createSecretBox(first).seal('a token');
    const unnamed = Buffer.from(sealed, 'base64url').subarray(6).toString('base64url');
    expect(createSecretBox(first).open(unnamed)).toBe('a token');
    expect(createSecretBox(NEXT, { previous: first }).open(unnamed)).toBe('a token');
    expect(() => createSecretBox(NEXT).open(unnamed)).toThrow();
  });

  test('makes fingerprints by the key of the first one, which is kept sealed', async () => {
    const kept = await openSecretBox(first, null);
    const expected = createHmac('sha256', deriveFingerprintKey(first)).update('a key').digest('base64url');
    expect(kept.fingerprint('a key')).toBe(expected);
    expect(createSecretBox(NEXT).fingerprint('a key')).not.toBe(expected);
    expect(JSON.stringify(await mongoose.connection.collection('keyring').find().toArray())).not.toContain(
      deriveFingerprintKey(first).toString('base64url'),
    );
  });
});

describe('the command line', () => {
  const reseal = async (settings: Record<string, string>) => {
    const env = { PATH: process.env['PATH'], ...product.environment, ...settings };
    const child = spawn(process.execPath, ['dist/cli.js', 'secrets', 'reseal', '--json'], { env });
    const [out, err] = [child.stdout, child.stderr].map((stream) => stream.toArray());
    const [exitCode] = await once(child, 'close');
    return { exitCode, out: (await out)?.join(''), err: (await err)?.join('') };
  };

  test('seals everything anew, says when nothing is left, and refuses a secret that is another installation’s', async () => {
    const forward = await reseal({ APP_SECRET: NEXT, APP_SECRET_PREVIOUS: first });
    expect(forward).toMatchObject({ exitCode: 0, err: '' });
    const alone = await openSecretBox(NEXT, null);
    for (const sealed of await sealedTexts()) expect(sealed.startsWith(alone.sealedPrefix)).toBe(true);
    const again = await reseal({ APP_SECRET: NEXT });
    const nothing = { channels: 0, authenticators: 0, phoneProofs: 0, feedbackDigests: 0 };
    expect(JSON.parse(again.out ?? '')).toEqual({ resealed: nothing });
    const wrong = await reseal({ APP_SECRET: first });
    expect(wrong).toMatchObject({ exitCode: 1, err: expect.stringContaining('APP_SECRET_PREVIOUS') });
    expect((await reseal({ APP_SECRET: first, APP_SECRET_PREVIOUS: NEXT })).exitCode).toBe(0);
    expect((await product.api('GET', '/api/v1/channels')).status).toBe(200);
  }, 120_000);
});

test('no route answers with what is sealed, or with what it was', async () => {
  const { body } = await product.api('GET', `/api/v1/channels/${CHANNEL_ID}`);
  const text = JSON.stringify(body);
  for (const hidden of [CHANNEL_SECRET, 'access-token-of-the-first-channel', 'sealed', ...(await sealedTexts())])
    expect(text).not.toContain(hidden);
});
