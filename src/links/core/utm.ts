import { z } from 'zod';

const UtmValue = z.string().trim().min(1).max(100).optional();

/** What web statistics are told of where a visitor came from; each part becomes `utm_…` in the address. */
export const Utm = z.strictObject({
  source: UtmValue,
  medium: UtmValue,
  campaign: UtmValue,
  term: UtmValue,
  content: UtmValue,
});
export type Utm = z.infer<typeof Utm>;

/** Adds to an address what it does not say already; all else of it stays letter by letter, the fragment behind. */
export function mergeUtm(url: string, utm: Utm | null): string {
  const fragmentAt = url.indexOf('#');
  const head = fragmentAt === -1 ? url : url.slice(0, fragmentAt);
  const queryAt = head.indexOf('?');
  const query = queryAt === -1 ? null : head.slice(queryAt);
  const known = new URLSearchParams(query ?? '');
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(utm ?? {})) {
    if (value !== undefined && !known.has(`utm_${name}`)) added.set(`utm_${name}`, value);
  }
  if (added.size === 0) return url;
  const joint = query === null ? '?' : query === '?' || query.endsWith('&') ? '' : '&';
  return `${head}${joint}${added.toString()}${url.slice(head.length)}`;
}
