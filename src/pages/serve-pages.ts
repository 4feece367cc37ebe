import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Router } from 'express';

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * Pages that open inside LINE, at the endpoint URL of a LIFF app: `/liff/add/<liffId>` where links of ours lead to,
 * `/liff/add/<liffId>/member` for what a friend owns, and `/liff/add/<liffId>/survey` for the questions of a survey. `sdkUrl` is LIFF's script.
 */
export function servePages(sdkUrl: string): Router {
  const router = express.Router();
  const assets = join(folder, 'assets');
  const current = `/liff/assets/${versionOf(assets)}`;
  router.use(current, express.static(assets, { index: false, immutable: true, maxAge: '365d' }));
  // Of another version, from a page that was open while this one came, or of none.
  const others = express.static(assets, { index: false, redirect: false });
  router.use('/liff/assets/:version', others);
  router.use('/liff/assets', others);
  router.get('/liff/add/:liffId', servePage('add.html', sdkUrl, current));
  router.get('/liff/add/:liffId/member', servePage('member.html', sdkUrl, current));
  router.get('/liff/add/:liffId/survey', servePage('survey.html', sdkUrl, current));
  return router;
}

/** Changes with the content of any file, so that a phone may keep what it has for as long as it likes. */
function versionOf(assets: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(assets).toSorted()) hash.update(name).update(readFileSync(join(assets, name)));
  return hash.digest('hex').slice(0, 12);
}

function servePage(name: string, sdkUrl: string, assetsPath: string): RequestHandler {
  const html = readFileSync(join(folder, name), 'utf8')
    .replaceAll('{{liffSdk}}', encodeURI(sdkUrl))
    .replaceAll('/liff/assets', assetsPath);
  return (_req, res) => void res.type('html').send(html);
}
