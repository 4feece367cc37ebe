/** Digits and letters that are not mistaken for one another when read aloud or typed. */
const DIGITS = '23456789';
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const EITHER = DIGITS + LETTERS;
const GROUP = 4;
const GROUPS = 3;
// A digit and then a letter: so no words of four letters are a code, and no phone number is.
const START = [DIGITS, LETTERS];
// Besides spaces: hyphen, en dash, em dash, minus and long vowel mark, as keyboards write a hyphen.
const SEPARATORS = '[\\s\\-\u2010\u2013\u2014\u2212\u30fc]*';
const CODE = new RegExp(
  `^([${DIGITS}][${LETTERS}][${EITHER}]{2})${SEPARATORS}([${EITHER}]{4})${SEPARATORS}([${EITHER}]{4})$`,
);

/** Builds a code such as `7KQF-M2XD-9RTB` from random bytes: more than 2^57 possibilities. */
export function buildCode(random: Uint8Array): string {
  if (random.length < GROUP * GROUPS) throw new Error(`A code needs ${GROUP * GROUPS} random bytes.`);
  const characters = Array.from(random.subarray(0, GROUP * GROUPS), (byte, index) => {
    const allowed = START[index] ?? EITHER;
    return allowed[byte % allowed.length] ?? '';
  });
  return Array.from({ length: GROUPS }, (_, group) =>
    characters.slice(group * GROUP, (group + 1) * GROUP).join(''),
  ).join('-');
}

/** The code in what a friend wrote, in its canonical form, or null when the text is no code. */
export function readCode(text: string): string | null {
  return CODE.exec(text.normalize('NFKC').toUpperCase().trim())?.slice(1).join('-') ?? null;
}

export const FAILED_CLAIMS_MAX = 5;
const FAILED_CLAIMS_WINDOW_MS = 3600 * 1000;

/** Failed claims of the last hour: five of them, and the next try is refused unseen. */
export function recentFailures(failedClaimsAt: Date[], now: Date): Date[] {
  return failedClaimsAt.filter((at) => now.getTime() - at.getTime() < FAILED_CLAIMS_WINDOW_MS);
}
