import type { WebhookEvent } from './events.js';

export interface FlushOptions {
  order?: 'asis' | 'reversed' | 'shuffled' | undefined;
  /** Events in one POST, so that several people's may travel together. */
  perRequest?: number | undefined;
  /** How often each event is posted beyond once. */
  duplicates?: number | undefined;
}

/** Events that wait, by channel. */
export class HeldEvents {
  private readonly byChannel = new Map<string, WebhookEvent[]>();

  add(channelId: string, events: WebhookEvent[]): void {
    this.byChannel.set(channelId, [...(this.byChannel.get(channelId) ?? []), ...events]);
  }

  count(channelId: string): number {
    return this.byChannel.get(channelId)?.length ?? 0;
  }

  /** Takes the channel's events out, grouped into requests. */
  take(channelId: string, { order = 'asis', perRequest = 1, duplicates = 0 }: FlushOptions): WebhookEvent[][] {
    const waiting = this.byChannel.get(channelId) ?? [];
    this.byChannel.delete(channelId);
    const repeated = waiting.flatMap((event) => Array.from({ length: duplicates + 1 }, () => event));
    const ordered = inOrder(repeated, order);
    const requests: WebhookEvent[][] = [];
    for (let start = 0; start < ordered.length; start += perRequest) {
      requests.push(ordered.slice(start, start + perRequest));
    }
    return requests;
  }

  clear(): void {
    this.byChannel.clear();
  }
}

function inOrder(events: WebhookEvent[], order: FlushOptions['order']): WebhookEvent[] {
  if (order === 'reversed') return events.toReversed();
  if (order !== 'shuffled') return events;
  return events
    .map((event) => ({ event, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ event }) => event);
}
