/** A canned response as far as it is offered. */
export interface Canned {
  id: string;
  shortcut: string;
  name: string;
  texts: Partial<Record<string, string>>;
  usedCount: number;
}

const OFFERED_MAX = 6;

/** The canned responses that `/` and a few letters mean; those used most first. */
export function matchingCanned<One extends Canned>(canned: readonly One[], text: string): One[] {
  const [, wanted] = /^\/([\p{L}\p{N}_-]*)$/u.exec(text) ?? [];
  if (wanted === undefined) return [];
  const lower = wanted.toLowerCase();
  return canned
    .filter(({ shortcut, name }) => shortcut.toLowerCase().startsWith(lower) || name.toLowerCase().includes(lower))
    .toSorted((one, other) => other.usedCount - one.usedCount)
    .slice(0, OFFERED_MAX);
}
