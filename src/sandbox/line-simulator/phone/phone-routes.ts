import { escapeHtml, htmlPage } from '../http/page.js';
import { type Answer, type Call, type Route, openRoute } from '../http/route.js';
import { asText, isObject } from '../json.js';
import { openedAs } from '../login/open-liff.js';
import type { Simulator } from '../simulator.js';
import { findPerson } from '../world/world.js';
import { builtPhone, phoneAsset } from './built-phone.js';

/** Ours, not LINE's: the phones of this world's people, to see what they see and do what they do. */
export const phoneRoutes: Route[] = [
  openRoute('GET /phone', async (sim, call) => (await builtPhone(sim)) ?? showPages(sim, call), { rate: undefined }),
  openRoute('GET /phone/assets/{file}', phoneAsset, { rate: undefined }),
];

const PEOPLE_MAX = 100;
const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 0; padding: 16px; display: grid; gap: 16px; justify-items: center; }
  form { display: flex; flex-wrap: wrap; gap: 12px; justify-content: center; align-items: end; }
  label { display: grid; }
  select, input, button { font: inherit; padding: 6px 8px; }
  iframe { box-sizing: content-box; width: 390px; height: 844px; border: 10px solid #16191d; border-radius: 32px; background: #fff; }
  @media (max-width: 440px) { body { padding: 16px 0; } iframe { width: 100%; border-width: 8px 0; border-radius: 0; } }`;

/** Where no phone was built: whose it is, which LIFF app and which page of it are in the address, so that a page can be passed on. */
function showPages(sim: Simulator, { query }: Call): Answer {
  const apps = [...sim.world.bots.values()].flatMap(({ liffApps }) => [...liffApps.values()]).map(nameApp);
  const people = [...sim.world.people.values()]
    .slice(0, PEOPLE_MAX)
    .map(({ userId, displayName }) => [userId, displayName]);
  const person = findPerson(sim.world, query.get('person') ?? '');
  const app = query.get('app') ?? '';
  const page = query.get('page') ?? '';
  const isKnown = person !== undefined && apps.some(([liffId]) => liffId === app);
  const hint =
    apps.length === 0 ? 'No channel has a LIFF app yet.' : 'Choose a person and a page to open it as they would.';
  const screen = isKnown
    ? `<iframe title="Phone of ${escapeHtml(person.displayName)}" src="${escapeHtml(openedAs(person.userId, app, page))}"></iframe>`
    : `<p>${hint}</p>`;
  const form = [
    choice('Person', 'person', people, person?.userId),
    choice('LIFF app', 'app', apps, app),
    `<label>Page<input name="page" value="${escapeHtml(page)}" placeholder="member"></label>`,
    '<button>Open</button>',
  ];
  return htmlPage('Phone', `<style>${STYLE}</style><form>${form.join('')}</form>${screen}`);
}

function choice(label: string, name: string, options: string[][], chosen: string | undefined): string {
  const lines = options.map(([value = '', text = '']) => {
    const selected = value === chosen ? ' selected' : '';
    return `<option value="${escapeHtml(value)}"${selected}>${escapeHtml(text)}</option>`;
  });
  return `<label>${label}<select name="${name}">${lines.join('')}</select></label>`;
}

function nameApp(app: unknown): string[] {
  const { liffId, description } = isObject(app) ? app : {};
  return [asText(liffId) ?? '', asText(description) ?? asText(liffId) ?? ''];
}
