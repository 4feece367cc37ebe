import type { z } from 'zod';
import type { StreamEvent } from '../../live/schemas.js';
import type { Wire } from './wire.js';

/** What the server tells of as it happens. */
export type LiveEvent = Wire<z.infer<typeof StreamEvent>>;
export type LiveState = 'connecting' | 'live' | 'lost';

type EventName = LiveEvent['event'];

const NAMES: EventName[] = ['ready', 'reload', 'position', 'conversation', 'gone', 'presence', 'thread', 'notice'];
const ANEW_AFTER_MS = 5_000;

export interface Live {
  /** Hears everything from now on; the answer ends that. */
  listen(listener: (event: LiveEvent) => void): () => void;
  state(): LiveState;
  /** Is called when the state changes; the answer ends that. */
  onState(listener: () => void): () => void;
  close(): void;
}

/**
 * Listens to the inbox of a channel. The browser goes on by itself after a lost connection, and misses nothing; where the
 * server ended it for good, `onEnded` says whether to try anew.
 */
export function openLive(channelId: string, onEnded: () => Promise<boolean>): Live {
  const listeners = new Set<(event: LiveEvent) => void>();
  const watchers = new Set<() => void>();
  let state: LiveState = 'connecting';
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  const become = (next: LiveState) => {
    if (state === next) return;
    state = next;
    for (const watcher of watchers) watcher();
  };
  const open = () => {
    source = new EventSource(`/api/v1/inbox/stream?${new URLSearchParams({ channelId }).toString()}`);
    for (const name of NAMES)
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        if (name === 'ready') become('live');
        const event = { event: name, data: JSON.parse(data) as unknown } as LiveEvent;
        for (const listener of listeners) listener(event);
      });
    source.addEventListener('error', () => {
      become('lost');
      if (source.readyState === EventSource.CLOSED) void startAnew();
    });
  };
  const startAnew = async () => {
    if (!(await onEnded()) || isClosed) return;
    timer = setTimeout(open, ANEW_AFTER_MS);
  };

  open();
  return {
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    onState: (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      source.close();
    },
  };
}
