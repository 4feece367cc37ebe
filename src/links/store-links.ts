import type { Context } from '../context.js';
import { insertNew } from '../infra/mongo/model.js';
import { linkIdOf, type LinkSender } from './link-id.js';
import { TrackedLinkModel, type TrackedLink } from './link.model.js';

export const LINKS_MAX = 100; // per sender

const SEEN_KEPT = 20_000;
const FRESH_MS = 600_000;
const seenAt = new Map<string, number>(); // links are never removed: what was seen in the store need not be looked for again

/**
 * Stores the links of a sender that are not stored yet; resolves to those that may be used, by destination. A sender has at
 * most LINKS_MAX of them; destinations beyond that have none.
 */
export async function storeLinks(
  { clock }: Pick<Context, 'clock'>,
  { channelId, sender, urls }: { channelId: string; sender: LinkSender; urls: string[] },
): Promise<Map<string, string>> {
  const now = clock.now();
  const isSeen = (linkId: string) => now.getTime() - (seenAt.get(linkId) ?? 0) < FRESH_MS;
  const wanted = new Map(urls.map((url) => [url, linkIdOf(channelId, sender, url)]));
  const unseen = [...wanted].filter(([, linkId]) => !isSeen(linkId));
  if (unseen.length > 0) await storeUnseen(now, { channelId, sender, unseen });
  return new Map([...wanted].filter(([, linkId]) => isSeen(linkId)));
}

async function storeUnseen(
  createdAt: Date,
  { channelId, sender, unseen }: { channelId: string; sender: LinkSender; unseen: [url: string, linkId: string][] },
): Promise<void> {
  const ofSender = { channelId, senderKind: sender.kind, senderId: sender.id };
  const known = await TrackedLinkModel.find(ofSender, { _id: 1 }).lean();
  const knownIds = new Set(known.map(({ _id }) => _id));
  const fresh = unseen
    .filter(([, linkId]) => !knownIds.has(linkId))
    .slice(0, Math.max(0, LINKS_MAX - knownIds.size))
    .map(([url, _id]): TrackedLink => ({ _id, ...ofSender, url, clicks: 0, botClicks: 0, createdAt }));
  await insertNew(TrackedLinkModel, fresh);
  if (seenAt.size > SEEN_KEPT) seenAt.clear();
  for (const linkId of [...knownIds, ...fresh.map(({ _id }) => _id)]) seenAt.set(linkId, createdAt.getTime());
}
