import type { Context } from '../context.js';
import { markThread } from '../inbox/index.js';
import { tell, type OpenStream } from './open-stream.js';
import { createSideBySide } from './side-by-side.js';

const HOT_MS = 3_000; // what was signalled is on record within this
const LOOKS_AT_ONCE = 8; // of the 50 connections to the store

/** Threads that consoles have open. They are looked at beside everything else, so that nothing waits for it. */
export interface WatchedThreads {
  /** Looks at them, and tells consoles which have news. `hot`: those alone of which news may be coming. */
  look(which: 'all' | 'hot'): void;
  /** Watches what consoles have open now. Each console reads a thread once more after it is watched. */
  watch(streams: OpenStream[], openIn: (stream: OpenStream) => ReadonlySet<string>): void;
  /** Something happened in these conversations. */
  expect(conversationIds: string[]): void;
}

interface Thread {
  /** How it stood last; null until it was looked at. */
  mark: string | null;
  hotUntil: number;
  /** Consoles that opened it before that. */
  newcomers: Set<OpenStream>;
}

const GONE = 'gone';

/** `listening`: who listens now, and up to where they were told everything. */
export function watchThreads(
  { clock, log }: Pick<Context, 'clock' | 'log'>,
  listening: () => { streams: OpenStream[]; position: Date },
): WatchedThreads {
  const threads = new Map<string, Thread>();

  const lookAt = async (conversationId: string): Promise<void> => {
    const thread = threads.get(conversationId);
    if (!thread) return;
    const found = await markThread(conversationId);
    const isNews = found !== null && thread.mark !== null && thread.mark !== found.mark;
    thread.mark = found?.mark ?? GONE;
    if (found?.isMoving) thread.hotUntil = clock.now().getTime() + HOT_MS;
    const { streams, position } = listening();
    for (const stream of streams)
      if (stream.watched.has(conversationId) && (isNews || thread.newcomers.has(stream)))
        tell(stream, position, 'thread', { conversationId });
    thread.newcomers.clear();
  };
  const looks = createSideBySide(LOOKS_AT_ONCE, (conversationId) =>
    lookAt(conversationId).catch((err: unknown) =>
      log.warn({ err, conversationId }, 'a thread could not be looked at; tried again'),
    ),
  );

  const forget = () => {
    const open = new Set(listening().streams.flatMap(({ watched }) => [...watched]));
    for (const id of threads.keys()) if (!open.has(id)) threads.delete(id);
  };

  return {
    look(which) {
      forget();
      const now = clock.now().getTime();
      const isDue = ({ mark, hotUntil }: Thread) => which === 'all' || mark === null || hotUntil >= now;
      looks.ask([...threads].filter(([, thread]) => isDue(thread)).map(([id]) => id));
    },
    watch(streams, openIn) {
      const { position } = listening();
      for (const stream of streams) {
        const opened = [...openIn(stream)].filter((id) => !stream.watched.has(id));
        stream.watched = openIn(stream);
        for (const conversationId of opened) {
          const thread = threads.get(conversationId) ?? { mark: null, hotUntil: 0, newcomers: new Set() };
          threads.set(conversationId, thread);
          // First how it stands, then the word to read it: what comes after the reading is another mark.
          if (thread.mark === null) {
            thread.newcomers.add(stream);
            looks.ask([conversationId], 'urgent');
          } else tell(stream, position, 'thread', { conversationId });
        }
      }
    },
    expect(conversationIds) {
      const open = conversationIds.filter((id) => threads.has(id));
      const hotUntil = clock.now().getTime() + HOT_MS;
      for (const id of open) Object.assign(threads.get(id) ?? {}, { hotUntil });
      looks.ask(open, 'urgent');
    },
  };
}
