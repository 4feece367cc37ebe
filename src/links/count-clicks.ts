import { LINKS_MAX } from './store-links.js';
import { LinkClickModel, TrackedLinkModel } from './link.model.js';

/** `unique`: friends who clicked at least once. `total`: every click of a person. `bots`: openings by programs, in neither. */
export interface LinkFigures {
  linkId: string;
  url: string;
  unique: number;
  total: number;
  bots: number;
}

const LISTED_MAX = 2 * LINKS_MAX; // workers that make links at the same moment may pass the limit

/** The clicks on all links of one sender, from our own redirect; links in the order in which they were made. */
export async function countClicks(senderId: string): Promise<{ unique: number; total: number; links: LinkFigures[] }> {
  const [links, byLink, [friends]] = await Promise.all([
    TrackedLinkModel.find({ senderId }).sort({ createdAt: 1, _id: 1 }).limit(LISTED_MAX).lean(),
    LinkClickModel.aggregate<{ _id: string; unique: number }>([
      { $match: { senderId } },
      { $group: { _id: { linkId: '$linkId', friendId: '$friendId' } } },
      { $group: { _id: '$_id.linkId', unique: { $sum: 1 } } },
    ]),
    LinkClickModel.aggregate<{ unique: number }>([
      { $match: { senderId } },
      { $group: { _id: '$friendId' } },
      { $count: 'unique' },
    ]),
  ]);
  const uniqueOf = new Map(byLink.map(({ _id, unique }) => [_id, unique]));
  return {
    unique: friends?.unique ?? 0,
    total: links.reduce((sum, { clicks }) => sum + clicks, 0),
    links: links.map(({ _id: linkId, url, clicks, botClicks }) => ({
      linkId,
      url,
      unique: uniqueOf.get(linkId) ?? 0,
      total: clicks,
      bots: botClicks,
    })),
  };
}
