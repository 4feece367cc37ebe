import { createHash, randomBytes, randomUUID } from 'node:crypto';

const ULID_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID_TIME_LETTERS = 10;
const ULID_RANDOM_LETTERS = 16;
const MESSAGE_ID_PREFIX = '56';
const MESSAGE_ID_DIGITS = 16;

export const USER_ID = /^U[0-9a-f]{32}$/;
export const GROUP_ID = /^C[0-9a-f]{32}$/;
export const ROOM_ID = /^R[0-9a-f]{32}$/;
export const RICH_MENU_ID = /^richmenu-[0-9a-f]{32}$/;
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Makes identifiers in LINE's shapes; with a seed the same run makes the same user, menu and message IDs. */
export class Identifiers {
  messageCount = 0;
  private drawn = 0;

  constructor(private readonly seed: string | undefined) {}

  user = (): string => `U${this.hex(16)}`;
  group = (): string => `C${this.hex(16)}`;
  room = (): string => `R${this.hex(16)}`;
  richMenu = (): string => `richmenu-${this.hex(16)}`;
  token = (): string => this.hex(24);
  /** Request IDs are always fresh, with or without a seed. */
  request = (): string => randomUUID();

  /** Eighteen digits, growing. */
  message(): string {
    this.messageCount += 1;
    return MESSAGE_ID_PREFIX + String(this.messageCount).padStart(MESSAGE_ID_DIGITS, '0');
  }

  /** A ULID: 48 bits of time, 80 of chance, in Crockford's base 32. */
  ulid(at: number): string {
    const letter = (value: number) => ULID_LETTERS.charAt(value % ULID_LETTERS.length);
    let time = '';
    for (let rest = at, index = 0; index < ULID_TIME_LETTERS; index += 1, rest = Math.floor(rest / 32)) {
      time = letter(rest) + time;
    }
    return time + [...this.bytes(ULID_RANDOM_LETTERS)].map(letter).join('');
  }

  private hex(bytes: number): string {
    return this.bytes(bytes).toString('hex');
  }

  private bytes(count: number): Buffer {
    if (this.seed === undefined) return randomBytes(count);
    this.drawn += 1;
    return createHash('sha256').update(`${this.seed}:${this.drawn}`).digest().subarray(0, count);
  }
}

/** The ID that the same person has in another provider's eyes: stable, and not to be guessed from the first. */
export function userIdInProvider(userId: string, providerId: string): string {
  return `U${createHash('sha256').update(`${userId}@${providerId}`).digest('hex').slice(0, 32)}`;
}

/** An opaque token that can be read back, so that millions of them need no memory. */
export function sealToken(...parts: string[]): string {
  return Buffer.from(parts.join('|')).toString('base64url');
}

/** The parts of a sealed token. */
export function openToken(token: string): string[] {
  return Buffer.from(token, 'base64url').toString().split('|');
}
