/** Counts of one endpoint of one channel. */
export interface EndpointCalls {
  channelId: string;
  /** Method and path template. */
  endpoint: string;
  byStatus: Record<string, number>;
  /** Most calls within one second of the simulator's clock. */
  peakPerSecond: number;
}

interface Counter extends EndpointCalls {
  second: number;
  inSecond: number;
}

/** How often each endpoint was called, and how it answered. */
export class Calls {
  private readonly counters = new Map<string, Counter>();

  record(channelId: string, endpoint: string, status: number | string, at: number): void {
    const key = `${channelId} ${endpoint}`;
    let counter = this.counters.get(key);
    if (!counter) {
      counter = { channelId, endpoint, byStatus: {}, peakPerSecond: 0, second: 0, inSecond: 0 };
      this.counters.set(key, counter);
    }
    counter.byStatus[status] = (counter.byStatus[status] ?? 0) + 1;
    const second = Math.floor(at / 1_000);
    counter.inSecond = second === counter.second ? counter.inSecond + 1 : 1;
    counter.second = second;
    counter.peakPerSecond = Math.max(counter.peakPerSecond, counter.inSecond);
  }

  list(channelId?: string): EndpointCalls[] {
    return [...this.counters.values()]
      .filter((counter) => channelId === undefined || counter.channelId === channelId)
      .map(({ second: _second, inSecond: _inSecond, ...shown }) => ({ ...shown, byStatus: { ...shown.byStatus } }));
  }

  restore(rows: EndpointCalls[]): void {
    for (const row of rows) this.counters.set(`${row.channelId} ${row.endpoint}`, { ...row, second: 0, inSecond: 0 });
  }

  clear(): void {
    this.counters.clear();
  }
}
