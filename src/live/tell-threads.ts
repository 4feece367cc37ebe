import type { Context } from '../context.js';
import { markThread } from '../inbox/index.js';
import { tell, type OpenStream } from './open-stream.js';

const HOT_MS = 3_000; // what was signalled is on record within this

/** Threads that consoles have open. */
export interface WatchedThreads {
  /** Looks at them, and tells consoles which have news. `hot`: those alone of which news may be coming. */
  look(streams: OpenStream[], which: 'all' | 'hot', position: Date): Promise<void>;
  /** Watches what consoles have open now. Each console reads a thread once more after it is watched. */
  watch(streams: OpenStream[], openIn: (stream: OpenStream) => Set<string>, position: Date): Promise<void>;
  /** Something happened in these conversations. */
  expect(conversationIds: string[]): void;
}

interface Thread {
  mark: string | null;
  hotUntil: number;
}

export function watchThreads({ clock }: Pick<Context, 'clock'>): WatchedThreads {
  const threads = new Map<string, Thread>();

  const lookAt = async (conversationId: string, thread: Thread): Promise<boolean> => {
    const found = await markThread(conversationId);
    if (!found) return false;
    const isNews = thread.mark !== null && thread.mark !== found.mark;
    thread.mark = found.mark;
    if (found.isMoving) thread.hotUntil = clock.now().getTime() + HOT_MS;
    return isNews;
  };

  const forget = (streams: OpenStream[]) => {
    const open = new Set(streams.flatMap(({ watched }) => [...watched]));
    for (const id of threads.keys()) if (!open.has(id)) threads.delete(id);
  };

  return {
    async look(streams, which, position) {
      forget(streams);
      const now = clock.now().getTime();
      for (const [conversationId, thread] of threads) {
        if (which === 'hot' && thread.hotUntil < now) continue;
        if (!(await lookAt(conversationId, thread))) continue;
        for (const stream of streams)
          if (stream.watched.has(conversationId)) tell(stream, position, 'thread', { conversationId });
      }
    },
    async watch(streams, openIn, position) {
      for (const stream of streams) {
        const open = openIn(stream);
        const opened = [...open].filter((id) => !stream.watched.has(id));
        stream.watched = open;
        for (const conversationId of opened) {
          const thread = threads.get(conversationId) ?? { mark: null, hotUntil: 0 };
          threads.set(conversationId, thread);
          // First how it stands, then the word to read it: what comes after the reading is another mark.
          if (thread.mark === null) await lookAt(conversationId, thread);
          tell(stream, position, 'thread', { conversationId });
        }
      }
    },
    expect(conversationIds) {
      const hotUntil = clock.now().getTime() + HOT_MS;
      for (const id of conversationIds) {
        const thread = threads.get(id);
        if (thread) thread.hotUntil = hotUntil;
      }
    },
  };
}
