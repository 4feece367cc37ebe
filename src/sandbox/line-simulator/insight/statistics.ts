import { STATISTICS_SHOWN_MIN } from '../limits.js';
import type { JsonObject } from '../json.js';
import type { Delivery } from '../world/chat.js';

type Kept = Delivery & { reachedIds: string[] };

/** Small figures are hidden. */
export function shown(count: number, people = count): number | null {
  return count < STATISTICS_SHOWN_MIN || people < STATISTICS_SHOWN_MIN ? null : count;
}

interface Click {
  seq: number;
  url: string;
  taps: number;
  people: Set<unknown>;
}

/** Taps on URLs, numbered by the bubble that holds the URL. */
export function clicksOf(deliveries: Kept[]): Click[] {
  const byUrl = new Map<string, Click>();
  for (const delivery of deliveries) {
    for (const [url, { taps, people }] of delivery.clicks) {
      const seq = delivery.messages.findIndex((message) => JSON.stringify(message).includes(JSON.stringify(url))) + 1;
      const click = byUrl.get(url) ?? { seq: Math.max(1, seq), url, taps: 0, people: new Set() };
      click.taps += taps;
      for (const person of people) click.people.add(person);
      byUrl.set(url, click);
    }
  }
  return [...byUrl.values()];
}

/**
 * The statistics of some sends. LINE counts an impression when a bubble was fully on screen; the simulator's people
 * look at everything that reaches them, once. Invented.
 */
export function statisticsOf(deliveries: Kept[]): {
  messages: JsonObject[];
  clicks: JsonObject[];
  uniqueClick: number | null;
  uniqueImpression: number | null;
} {
  const people = new Set(deliveries.flatMap(({ reachedIds }) => reachedIds));
  const impressions = deliveries.reduce((sum, { reachedIds }) => sum + reachedIds.length, 0);
  const clicks = clicksOf(deliveries);
  const clickers = new Set(clicks.flatMap((click) => [...click.people]));
  const bubbles = Math.max(0, ...deliveries.map(({ messages }) => messages.length));
  return {
    uniqueImpression: shown(people.size),
    uniqueClick: shown(clickers.size),
    messages: Array.from({ length: bubbles }, (_, index) => ({
      seq: index + 1,
      impression: shown(impressions, people.size),
      uniqueImpression: shown(people.size),
      mediaPlayed: null,
      mediaPlayed25Percent: null,
      mediaPlayed50Percent: null,
      mediaPlayed75Percent: null,
      mediaPlayed100Percent: null,
      uniqueMediaPlayed: null,
      uniqueMediaPlayed25Percent: null,
      uniqueMediaPlayed50Percent: null,
      uniqueMediaPlayed75Percent: null,
      uniqueMediaPlayed100Percent: null,
    })),
    clicks: clicks.map(({ seq, url, taps, people: who }) => ({
      seq,
      url,
      click: shown(taps, who.size),
      uniqueClick: shown(who.size),
      uniqueClickOfRequest: shown(who.size),
    })),
  };
}
