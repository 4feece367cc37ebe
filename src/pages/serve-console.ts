import { join } from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { contentSecurityPolicy } from 'helmet';
import { CONSOLE_PAGES } from '../shared/console-pages.js';

// Names of its files change with their content.
const KEPT_FOR = '365d';

/**
 * The console of the staff, built into `folder`: its files at `/console/`, and the page that loads them at `/` and at every
 * address of the console's own, so that a link leads to the thing. It runs its own scripts
 * alone and cannot be framed. `pictureSource` is where pictures of friends come from beside https.
 */
export function serveConsole(folder: string, pictureSource: string): Router {
  const router = express.Router();
  router.use('/console', express.static(folder, { index: false, redirect: false, immutable: true, maxAge: KEPT_FOR }));
  const guard = contentSecurityPolicy({
    useDefaults: false,
    directives: { ...CONTENT_SOURCES, 'img-src': [...PICTURE_SOURCES, pictureSource] },
  });
  const addresses = ['/', ...CONSOLE_PAGES.flatMap((page) => [`/${page}`, `/${page}/{*rest}`])];
  for (const address of addresses) router.get(address, guard, servePage(join(folder, 'index.html')));
  return router;
}

// Pictures of friends are LINE's, those of messages are wherever a brand hosts them.
const PICTURE_SOURCES = ["'self'", 'data:', 'blob:', 'https:'];

const CONTENT_SOURCES = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  // Components set sizes and colours as they go; a style runs nothing.
  'style-src': ["'self'", "'unsafe-inline'"],
  'font-src': ["'self'"],
  'media-src': ["'self'", 'blob:', 'https:'],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

const servePage =
  (file: string): RequestHandler =>
  (_req, res) =>
    res.set('cache-control', 'no-cache').sendFile(file);
