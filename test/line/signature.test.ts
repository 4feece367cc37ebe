import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hasValidSignature } from '../../src/line/signature.js';

// LINE's published example (Messaging API reference, signature validation).
const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const BODY = Buffer.from('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}');
const SIGNATURE = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=';
const OTHER = 'another secret';
const sign = (body: Buffer, secret: string) => createHmac('sha256', secret).update(body).digest('base64');
const altered = Buffer.from(BODY.toString().replace('U8', 'U9'));

test.each<[string, Buffer, string | undefined, string[]]>([
  ["LINE's own example", BODY, SIGNATURE, [SECRET]],
  ['the new one of two secrets', BODY, SIGNATURE, [SECRET, OTHER]],
  ['the old one of two secrets', BODY, SIGNATURE, [OTHER, SECRET]],
  ['an empty body', Buffer.alloc(0), sign(Buffer.alloc(0), SECRET), [SECRET]],
  ['bytes that are no text', Buffer.from([0, 255, 254]), sign(Buffer.from([0, 255, 254]), SECRET), [SECRET]],
])('a signature fits: %s', (_what, body, signature, secrets) => {
  expect(hasValidSignature(body, signature, secrets)).toBe(true);
});

test.each<[string, Buffer, string | undefined, string[]]>([
  ['none', BODY, undefined, [SECRET]],
  ['an empty one', BODY, '', [SECRET]],
  ['of another body', altered, SIGNATURE, [SECRET]],
  ['of another secret', BODY, sign(BODY, OTHER), [SECRET]],
  ['of a secret that is no longer in use', BODY, SIGNATURE, []],
  ['one character off', BODY, SIGNATURE.replace('G', 'H'), [SECRET]],
  ['too short', BODY, SIGNATURE.slice(0, 20), [SECRET]],
  ['too long', BODY, Buffer.concat([Buffer.from(SIGNATURE, 'base64'), BODY]).toString('base64'), [SECRET]],
  ['in hexadecimal', BODY, createHmac('sha256', SECRET).update(BODY).digest('hex'), [SECRET]],
  ['no base64 at all', BODY, '!!! ☃ !!!', [SECRET]],
])('a signature is refused: %s', (_what, body, signature, secrets) => {
  expect(hasValidSignature(body, signature, secrets)).toBe(false);
});
