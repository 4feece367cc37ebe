/** What the address of the page says: whose phone, with which account, and which LIFF page is open in it. */
export interface Address {
  person?: string;
  account?: string;
  /** Id of a LIFF app. */
  app?: string;
  /** A page of that app, such as `survey?asking=1`. */
  page?: string;
}

const KEYS = ['person', 'account', 'app', 'page'] as const;

/** Reads the address of the page. */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  return Object.fromEntries(KEYS.flatMap((key) => (query.get(key) ? [[key, query.get(key)]] : [])));
}

/** The page's address for what is shown, so that it can be passed on. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  for (const key of KEYS) if (address[key]) query.set(key, address[key]);
  return query.size === 0 ? '/phone' : `/phone?${query.toString()}`;
}

/** A page of a LIFF app. */
export interface LiffPage {
  app: string;
  page: string;
}

const LIFF_HOSTS = new Set(['liff.line.me', 'miniapp.line.me']);

/** The LIFF page that an address opens within LINE, or undefined when it opens in a browser; `origin` is the simulator's. */
export function liffPageOf(address: string, origin: string, liffIds: readonly string[]): LiffPage | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const path = pathWithin(url, origin);
  const [app = '', ...rest] = (path ?? '').split('/').filter((part) => part !== '');
  return liffIds.includes(app) ? { app, page: `${rest.join('/')}${url.search}` } : undefined;
}

function pathWithin(url: URL, origin: string): string | undefined {
  if (LIFF_HOSTS.has(url.hostname)) return url.pathname;
  if (url.protocol === 'line:') return url.hostname === 'app' ? url.pathname : undefined;
  return url.origin === origin && url.pathname.startsWith('/liff/') ? url.pathname.slice('/liff'.length) : undefined;
}

/** Where the simulator opens a LIFF page as somebody. */
export function openedAs(userId: string, { app, page }: LiffPage): string {
  const [path = '', search = ''] = page.split('?', 2);
  const query = new URLSearchParams(search);
  query.set('line.person', userId);
  return `/liff/${[app, ...(path === '' ? [] : [path])].map(encodeURIComponent).join('/')}?${query.toString()}`;
}
