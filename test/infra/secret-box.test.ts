import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createSecretBox } from '../../src/infra/secret-box.js';

const box = createSecretBox('a secret that nobody else knows!!');
const otherBox = createSecretBox('another secret, of another server');

describe('what is sealed', () => {
  test('is opened again, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (plain) => {
        expect(box.open(box.seal(plain))).toBe(plain);
      }),
    );
  });

  test('is opened by another process with the same secret', () => {
    expect(createSecretBox('a secret that nobody else knows!!').open(box.seal('token'))).toBe('token');
  });

  test('looks different each time and shows nothing of what is inside', () => {
    const [one, other] = [box.seal('channel-secret'), box.seal('channel-secret')];
    expect(one).not.toBe(other);
    expect(Buffer.from(one, 'base64url').includes('channel-secret')).toBe(false);
    expect(one).toMatch(/^[\w-]+$/);
  });

  test('stays shut to another secret', () => {
    expect(() => otherBox.open(box.seal('token'))).toThrow();
  });

  test('stays shut once a single bit was changed, anywhere', () => {
    const sealed = Buffer.from(box.seal('token'), 'base64url');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Buffer.from(sealed);
      const byte = Math.floor(bit / 8);
      altered.writeUInt8(altered.readUInt8(byte) ^ (1 << (bit % 8)), byte);
      expect(() => box.open(altered.toString('base64url'))).toThrow();
    }
  });

  test.each([
    ['nothing', ''],
    ['a few bytes', 'abcd'],
    ['no base64 at all', '☃'],
    ['the plain text', 'channel-secret'],
  ])('is not %s', (_what, sealed) => {
    expect(() => box.open(sealed)).toThrow();
  });
});

describe('a fingerprint', () => {
  test('is the same for the same value, so that it can be found again', () => {
    expect(box.fingerprint('7KQF-M2XD-9RTB')).toBe(box.fingerprint('7KQF-M2XD-9RTB'));
  });

  test('differs for another value, and under another secret', () => {
    const fingerprints = [box.fingerprint('a'), box.fingerprint('b'), otherBox.fingerprint('a')];
    expect(new Set(fingerprints).size).toBe(3);
  });

  test('cannot be opened', () => {
    expect(() => box.open(box.fingerprint('a'))).toThrow();
  });
});
