import { readFile } from 'node:fs/promises';
import { escapeHtml, file, htmlPage } from '../http/page.js';
import { type Answer, type Call, type Route, openRoute } from '../http/route.js';
import { asText, isObject } from '../json.js';
import type { Simulator } from '../simulator.js';
import { findPerson } from '../world/world.js';
import { issueAccessToken, issueIdToken } from './issue.js';

const free = { rate: undefined };
/** Ours, not LINE's: says which person opens the page. LINE knows that from the phone. */
const PERSON = 'line.person';
/** Ours too: the page from which somebody signs in, and to which they come back. */
const REDIRECT = 'line.redirect';
const SHOWN_MAX = 100;
const SDK = new URL('./liff-sdk.js', import.meta.url);

/** What liff.line.me and LIFF's script are on a phone: opens a LIFF app as a person of this world. */
export const openLiffRoutes: Route[] = [
  openRoute('GET /liff/edge/2/sdk.js', async () => file(await readFile(SDK), 'text/javascript; charset=utf-8'), free),
  openRoute('GET /liff/{liffId}', openLiff, free),
  openRoute('GET /liff/{liffId}/{page}', openLiff, free),
];

/** Where a person opens a page of a LIFF app, such as `member` or `survey?asking=1`; an empty page is the app's own. */
export function openedAs(userId: string, liffId: string, page: string): string {
  const [path = '', query] = page.split('?', 2);
  const given = new URLSearchParams(query);
  given.set(PERSON, userId);
  return `/liff/${[liffId, ...(path === '' ? [] : [path])].map(encodeURIComponent).join('/')}?${given.toString()}`;
}

async function openLiff(sim: Simulator, call: Call): Promise<Answer> {
  const { liffId = '', page } = call.params;
  const bot = [...sim.world.bots.values()].find(({ liffApps }) => liffApps.has(liffId));
  const app = bot?.liffApps.get(liffId);
  const endpoint = isObject(app?.['view']) ? asText(app['view']['url']) : undefined;
  if (!bot || endpoint === undefined) return htmlPage('LIFF', 'There is no LIFF app like that.', 404);
  const userId = call.query.get(PERSON) ?? '';
  const person = findPerson(sim.world, userId);
  if (!person) return htmlPage('LIFF', choosePerson(sim, call));
  const grant = { userId, channelId: bot.channelId };
  const [{ idToken }, { accessToken }] = [await issueIdToken(sim, grant), issueAccessToken(sim, grant)];
  const rest = new URLSearchParams(call.query);
  const redirect = rest.get(REDIRECT);
  rest.delete(PERSON);
  rest.delete(REDIRECT);
  const state = `${page === undefined ? '' : `/${encodeURIComponent(page)}`}${rest.size > 0 ? `?${rest.toString()}` : ''}`;
  // LINE comes back to addresses behind the endpoint alone.
  const url = new URL(redirect?.startsWith(endpoint) ? redirect : endpoint);
  if (state !== '') url.searchParams.set('liff.state', state);
  url.hash = new URLSearchParams({
    access_token: accessToken,
    id_token: idToken,
    language: person.language ?? '',
  }).toString();
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' } };
}

function choosePerson({ world }: Simulator, { query }: Call): string {
  const links = [...world.people.values()].slice(0, SHOWN_MAX).map(({ userId, displayName }) => {
    const chosen = new URLSearchParams(query);
    chosen.set(PERSON, userId);
    return `<li><a href="?${escapeHtml(chosen.toString())}">${escapeHtml(displayName)}</a></li>`;
  });
  return `<p>Open as</p><ul>${links.join('')}</ul>`;
}
