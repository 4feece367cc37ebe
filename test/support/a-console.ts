import { EventSource } from 'eventsource';
import type { Browser } from './staff.js';

interface Shown {
  id: string;
  version: number;
  [field: string]: unknown;
}

/** The part of a console that listens: what it shows, and every event that it heard, by name. */
export interface ConsoleWindow {
  shown: Map<string, Shown>;
  heard: { name: string; data: Record<string, unknown> }[];
  /** Data of the events of one name. */
  of(name: string): Record<string, unknown>[];
  /** How often it was told that it misses nothing from then on. */
  readyCount(): number;
  /** Whether what it read anew is there. */
  isSettled(): boolean;
  lastEventId(): string;
  source: EventSource;
}

const NAMES = ['ready', 'reload', 'position', 'conversation', 'gone', 'presence', 'thread', 'notice'];

/**
 * A window of somebody's browser that listens as a console does: reads its list when it is told to, keeps of each conversation the
 * newest version, and comes back by itself. `url` says where the way in leads at that moment.
 */
export function openConsole(browser: Browser, url: () => string): ConsoleWindow {
  const cookie = () => Array.from(browser.cookies, ([name, value]) => `${name}=${value}`).join('; ');
  let reading = 0;
  let lastEventId = '';
  const shown = new Map<string, Shown>();
  const gone = new Set<string>();
  const heard: ConsoleWindow['heard'] = [];

  const show = (conversation: Shown) => {
    if ((shown.get(conversation.id)?.version ?? 0) <= conversation.version) shown.set(conversation.id, conversation);
  };
  const readAnew = async (): Promise<void> => {
    reading += 1;
    gone.clear();
    try {
      for (const one of await readAll(browser, url())) if (!gone.has(one.id)) show(one);
      reading -= 1;
    } catch {
      // The server went away in between; a console tries again.
      setTimeout(() => {
        reading -= 1;
        void readAnew();
      }, 50);
    }
  };

  const source = new EventSource('http://console.test/api/v1/inbox/stream', {
    fetch: (input, init) =>
      fetch(String(input).replace('http://console.test', url()), {
        ...init,
        headers: { ...init.headers, cookie: cookie() },
      }),
  });
  for (const name of NAMES)
    source.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      ({ lastEventId } = event);
      heard.push({ name, data });
      if (name === 'conversation') show(data);
      if (name === 'gone') {
        shown.delete(data.id);
        gone.add(data.id);
      }
      if (name === 'reload') shown.clear();
      if (name === 'reload' || (name === 'ready' && heard.filter((one) => one.name === 'ready').length === 1))
        void readAnew();
    });
  return {
    shown,
    heard,
    of: (name) => heard.filter((one) => one.name === name).map(({ data }) => data),
    readyCount: () => heard.filter(({ name }) => name === 'ready').length,
    isSettled: () => reading === 0,
    lastEventId: () => lastEventId,
    source,
  };
}

/** Every conversation that somebody's list shows, by a server at an address. */
export async function readAll(browser: Browser, url: string): Promise<Shown[]> {
  const all: Shown[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await browser.send('GET', `${url}/api/v1/conversations?limit=100${query}`, {});
    if (answer.status !== 200) throw new Error(`The list answered ${answer.status}.`);
    all.push(...answer.body.conversations);
    cursor = answer.body.next;
  } while (cursor !== null);
  return all;
}
