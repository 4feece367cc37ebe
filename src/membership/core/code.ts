/** Letters and digits that are not mistaken for one another when read aloud or typed. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LETTERS = new RegExp(`^[${ALPHABET}]+$`);
const GROUP = 4;
const GROUPS = 3;

/** Builds a code such as `7KQF-M2XD-9RTB` from random bytes: 32^12 = 2^60 possibilities. */
export function buildCode(random: Uint8Array): string {
  if (random.length < GROUP * GROUPS) throw new Error(`A code needs ${GROUP * GROUPS} random bytes.`);
  const letters = Array.from(random.subarray(0, GROUP * GROUPS), (byte) => ALPHABET[byte % ALPHABET.length] ?? '');
  return Array.from({ length: GROUPS }, (_, group) => letters.slice(group * GROUP, (group + 1) * GROUP).join('')).join(
    '-',
  );
}

/** The code in what a friend wrote, in its canonical form, or null when the text is no code. */
export function readCode(text: string): string | null {
  const folded = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-–—ー]/g, '');
  if (folded.length !== GROUP * GROUPS || !CODE_LETTERS.test(folded)) return null;
  if (!/\d/.test(folded)) return null; // a word of twelve letters is not meant as a code
  return folded.match(/.{4}/g)?.join('-') ?? null;
}

export const FAILED_CLAIMS_MAX = 5;
const FAILED_CLAIMS_WINDOW_MS = 3600 * 1000;

/** Failed claims of the last hour: five of them, and the next try is refused unseen. */
export function recentFailures(failedClaimsAt: Date[], now: Date): Date[] {
  return failedClaimsAt.filter((at) => now.getTime() - at.getTime() < FAILED_CLAIMS_WINDOW_MS);
}
