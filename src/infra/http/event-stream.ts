import type { Request, Response } from 'express';

const COMMENT_EVERY_MS = 20_000; // proxies end what is silent for a minute
const BUFFERED_BYTES_MAX = 1_000_000;
const RETRY_MS = { least: 500, most: 2_500 }; // those whom one server leaves come back one after the other

/** One event for the caller; `id` is what they hand back to go on from here. */
export interface StreamedEvent {
  name: string;
  id: string;
  /** JSON. */
  data: string;
}

/** The way to a caller who listens. */
export interface EventSink {
  /** Where the caller wants to go on from; null when they begin. */
  readonly lastEventId: string | null;
  send(event: StreamedEvent): void;
  /** Whether much of what was sent has not left yet: the caller does not keep up. */
  isBehind(): boolean;
  /** Ends the stream in good order. */
  end(): void;
  /** Cuts it off, with what has not left yet. */
  cut(): void;
  onEnd(ended: () => void): void;
}

/** Answers with a stream of server-sent events (WHATWG HTML, section 9.2), which no cache keeps and no proxy holds back. */
export function openEventStream(req: Request, res: Response): EventSink {
  res.status(200).set({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  const write = (text: string) => {
    if (!res.writableEnded && !res.destroyed) res.write(text);
  };
  write(`retry: ${Math.round(RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least))}\n\n`);
  const comments = setInterval(() => write(':\n\n'), COMMENT_EVERY_MS);
  res.on('close', () => clearInterval(comments));
  return {
    lastEventId: req.get('last-event-id') || null,
    send: ({ name, id, data }) => write(`event: ${name}\nid: ${id}\ndata: ${data}\n\n`),
    isBehind: () => res.writableLength > BUFFERED_BYTES_MAX,
    end() {
      res.end();
      // The connection would be kept for another request, and a server that stops would wait for it.
      res.socket?.destroySoon();
    },
    cut: () => void res.destroy(),
    onEnd: (ended) => void res.on('close', ended),
  };
}
