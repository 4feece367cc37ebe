/** How many lots there are: a lot is a share in hundredths of a percent. */
export const LOTS = 10_000;

/**
 * A number from 0 to 9999 that belongs to a text, the same at every time and place, spread evenly over texts that differ a
 * little: FNV-1a with the finalizer of MurmurHash3 (both in the public domain).
 */
export function lotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % LOTS;
}
