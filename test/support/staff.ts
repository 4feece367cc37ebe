import { API_KEY, type Answer, type TestApp } from './build-app.js';

export const PASSWORD = 'a horse that is correct';

/** A browser in which somebody works: keeps cookies, comes from our own page, and sends the token of its session. */
export interface Browser {
  api(method: string, path: string, body?: object): Promise<Answer>;
  /** The same with other headers; an empty one is left out. */
  send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: object,
  ): Promise<Answer & { headers: Headers }>;
  cookies: Map<string, string>;
  csrfToken(): string;
  signIn(email: string, password?: string, code?: string): Promise<Answer>;
}

export function aBrowser(product: TestApp): Browser {
  const cookies = new Map<string, string>();
  let csrfToken = '';
  const origin = () => new URL(product.environment['PUBLIC_BASE_URL'] ?? '').origin;
  const browser: Browser = {
    cookies,
    csrfToken: () => csrfToken,
    async send(method, path, headers, body) {
      const all = {
        origin: origin(),
        'x-csrf-token': csrfToken,
        cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      };
      const answer = await fetch(path.startsWith('http') ? path : `${product.url}${path}`, {
        method,
        redirect: 'manual',
        headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.startsWith('application/json');
      const read = { status: answer.status, body: isJson && text ? JSON.parse(text) : text, headers: answer.headers };
      if (read.body?.csrfToken) csrfToken = read.body.csrfToken;
      return read;
    },
    api: (method, path, body) => browser.send(method, `/api/v1${path}`, {}, body),
    signIn: (email, password = PASSWORD, code) => browser.api('POST', '/session', { email, password, code }),
  };
  return browser;
}

let people = 0;

/** Somebody with this role who accepted their invitation, and the browser in which they are signed in. */
export async function aPerson(
  product: TestApp,
  roleKey = 'agent',
  { teamIds = [] as string[], name = 'Night Shift' } = {},
): Promise<Browser & { id: string; email: string }> {
  people += 1;
  const email = `person-${people}@example.com`;
  const invited = await product.api('POST', '/api/v1/staff', { email, name, roleKey, teamIds }, API_KEY);
  if (invited.status !== 201) throw new Error(`Not invited: ${JSON.stringify(invited.body)}`);
  const browser = aBrowser(product);
  const accepted = await browser.api('POST', '/session/link/accept', {
    token: tokenOf(invited.body.link.url),
    password: PASSWORD,
  });
  if (accepted.status !== 200) throw new Error(`Not accepted: ${JSON.stringify(accepted.body)}`);
  const signedIn = await browser.signIn(email);
  if (signedIn.status !== 201) throw new Error(`Not signed in: ${JSON.stringify(signedIn.body)}`);
  return { ...browser, id: invited.body.id, email };
}

/** What an invitation or reset carries behind its #. */
export const tokenOf = (url: string) => new URL(url).hash.slice(1);
