import type { PictureFacts } from './picture-use.js';

const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG_START = [0xff, 0xd8, 0xff];
const SHOWN_BYTES = 12;

/** What a file is by its first bytes, whatever it is called; null for anything but PNG and JPEG. */
export function findType(bytes: Uint8Array): PictureFacts['contentType'] | null {
  const startsWith = (start: number[]) => start.every((byte, index) => bytes[index] === byte);
  if (startsWith(PNG_START)) return 'image/png';
  return startsWith(JPEG_START) ? 'image/jpeg' : null;
}

/** Whether a PNG moves: LINE shows that in Flex Messages only, and rendering would keep its first frame. */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = PNG_START.length;
  while (at + 8 <= bytes.length) {
    const name = readText(bytes.subarray(at + 4, at + 8));
    if (name === 'acTL') return true;
    if (name === 'IDAT') return false;
    at += 12 + view.getUint32(at); // length, name and checksum beside the content
  }
  return false;
}

/** How a file begins, for a person to read. */
export const showStart = (bytes: Uint8Array): string =>
  readText(bytes.subarray(0, SHOWN_BYTES)).replaceAll(/[^\x20-\x7e]/g, '.');

const readText = (bytes: Uint8Array) => String.fromCharCode(...bytes);
