import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Router } from 'express';

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * Pages that open inside LINE, at the endpoint URL of a LIFF app: `/liff/add/<liffId>` where links of ours lead to, and
 * `/liff/add/<liffId>/member` for what a friend owns. `sdkUrl` is LIFF's script.
 */
export function servePages(sdkUrl: string): Router {
  const router = express.Router();
  router.use('/liff/assets', express.static(join(folder, 'assets'), { index: false, maxAge: '1h' }));
  router.get('/liff/add/:liffId', servePage('add.html', sdkUrl));
  router.get('/liff/add/:liffId/member', servePage('member.html', sdkUrl));
  return router;
}

function servePage(name: string, sdkUrl: string): RequestHandler {
  const html = readFileSync(join(folder, name), 'utf8').replaceAll('{{liffSdk}}', encodeURI(sdkUrl));
  return (_req, res) => void res.type('html').send(html);
}
