import { isUtf8 } from 'node:buffer';
import { InvalidInputError } from '../../errors.js';

const NEWLINE = 0x0a; // never a part of a longer character, in UTF-8 as in Big5 and Shift_JIS
const LINE_BYTES_MAX = 1024 * 1024;
const LIKELY = ['utf-16le', 'big5', 'shift_jis', 'windows-874', 'gb18030'];

/** Passes whole lines on when they are UTF-8; else throws the number of the line and what it may be instead. */
export async function* utf8Lines(content: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of content) {
    const bytes = Buffer.concat([rest, typeof chunk === 'string' ? Buffer.from(chunk) : chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    rest = bytes.subarray(end);
    if (rest.length > LINE_BYTES_MAX) throw refuse(`Line ${line} is longer than ${LINE_BYTES_MAX} bytes.`);
    if (end === 0) continue;
    line += checkLines(bytes.subarray(0, end), line);
    yield bytes.subarray(0, end);
  }
  if (rest.length === 0) return;
  checkLines(rest, line);
  yield rest;
}

/** How many lines end in these bytes. */
function checkLines(bytes: Buffer, first: number): number {
  const isText = isUtf8(bytes) && !bytes.includes(0);
  let lines = 0;
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    if (!isText) checkLine(bytes.subarray(start, end), first + lines);
    if (newline !== -1) lines += 1;
    start = end;
  }
  return lines;
}

function checkLine(bytes: Buffer, line: number): void {
  if (isUtf8(bytes) && !bytes.includes(0)) return;
  const fitting = LIKELY.filter((encoding) => isReadableAs(bytes, encoding)).map((name) => name.toUpperCase());
  const hint = fitting.length > 0 ? ` It may be ${fitting.join(' or ')}.` : '';
  throw refuse(`Line ${line} is not UTF-8.${hint} Save the file as "CSV UTF-8" and send it again.`);
}

function isReadableAs(bytes: Buffer, encoding: string): boolean {
  const isUtf16 = encoding === 'utf-16le';
  if (isUtf16 !== (bytes.includes(0) || (bytes[0] === 0xff && bytes[1] === 0xfe))) return false;
  if (isUtf16) return true;
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const refuse = (message: string) => new InvalidInputError('invalid_input', message);
