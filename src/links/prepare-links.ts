import type { Context } from '../context.js';
import { Message } from '../messages/core/message.js';
import { isTrackable, listDestinations, mapDestinations } from './core/destinations.js';
import { addressOf, TOKEN_LENGTH_MAX, writeToken } from './core/link-token.js';
import { mergeUtm, type Utm } from './core/utm.js';
import type { LinkSender } from './link-id.js';
import { storeLinks } from './store-links.js';

/** Messages whose links are stored, to be filled in for one friend after the other without any I/O. */
export interface PreparedLinks<LineMessage extends object> {
  /** Those that are not `isTracked` go out as they are. */
  parts: readonly { message: LineMessage; isTracked: boolean }[];
  /** Link id and destination, by the destination that a message holds. */
  links: ReadonlyMap<string, { linkId: string; url: string }>;
  /** Destinations that go out as they are: their message would break LINE's limits, or the sender has its 100 links. */
  untracked: readonly string[];
}

/** Who sends what is tracked, and what web statistics are told of it. */
interface TrackInput {
  channelId: string;
  sender: LinkSender;
  utm: Utm | null;
}

/** Whether messages hold any destination that may be tracked: without it there is nothing to prepare. */
export function hasLinks(messages: readonly object[]): boolean {
  return listDestinations(messages, null).length > 0;
}

/** Stores the links that messages of one sender need, each once however often this runs. At most 100 per sender. */
export async function prepareLinks<LineMessage extends object>(
  { clock, baseUrl }: Pick<Context, 'clock' | 'baseUrl'>,
  messages: readonly LineMessage[],
  { channelId, sender, utm }: TrackInput,
): Promise<PreparedLinks<LineMessage>> {
  const ownOrigin = new URL(baseUrl).origin;
  const parts = messages.map((message) => ({ message, isTracked: staysInLimits(message, { baseUrl, ownOrigin }) }));
  const wanted = new Map(
    listDestinations(
      parts.flatMap(({ message, isTracked }) => (isTracked ? [message] : [])),
      ownOrigin,
    ).map((destination) => [destination, mergeUtm(destination, utm)]),
  );
  const linkIds = await storeLinks({ clock }, { channelId, sender, urls: [...wanted.values()] });
  const links = new Map(
    [...wanted].flatMap(([destination, url]) => {
      const linkId = linkIds.get(url);
      return linkId === undefined ? [] : [[destination, { linkId, url }]];
    }),
  );
  const untracked = listDestinations(messages, ownOrigin).filter((destination) => !links.has(destination));
  return { parts, links, untracked };
}

/** The messages for one friend, or for everybody with `friendId` null: each destination is a link that knows whom it is for. */
export function fillLinks<LineMessage extends object>(
  { secrets, baseUrl }: Pick<Context, 'secrets' | 'baseUrl'>,
  { parts, links }: PreparedLinks<LineMessage>,
  friendId: string | null,
): LineMessage[] {
  const addresses = new Map(
    [...links].map(([destination, { linkId, url }]) => [
      destination,
      addressOf(
        baseUrl,
        writeToken({ linkId, friendId }, (text) => secrets.fingerprint(text)),
        url,
      ),
    ]),
  );
  return parts.map(({ message, isTracked }) =>
    isTracked ? mapDestinations(message, (destination) => addresses.get(destination) ?? destination) : message,
  );
}

const LONGEST_TOKEN = 'x'.repeat(TOKEN_LENGTH_MAX);

/** Whether a message is within LINE's limits also with our links in it. */
function staysInLimits(message: object, { baseUrl, ownOrigin }: { baseUrl: string; ownOrigin: string }): boolean {
  let hasDestination = false;
  const longest = mapDestinations(message, (destination) => {
    if (!isTrackable(destination, ownOrigin)) return destination;
    hasDestination = true;
    return addressOf(baseUrl, LONGEST_TOKEN, destination);
  });
  return !hasDestination || Message.safeParse(longest).success;
}
