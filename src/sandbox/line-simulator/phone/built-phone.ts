import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { LineError } from '../http/line-error.js';
import { file } from '../http/page.js';
import type { Answer, Call } from '../http/route.js';
import type { Simulator } from '../simulator.js';

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Runs its own scripts alone; pictures and LIFF pages come from anywhere on the web. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src blob: data: http: https:',
  'media-src blob: http: https:',
  'frame-src http: https:',
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page of the built phone, or undefined when there is none. */
export async function builtPhone({ phoneFolder }: Simulator): Promise<Answer | undefined> {
  if (phoneFolder === undefined) return undefined;
  const page = await readIfThere(join(phoneFolder, 'index.html'));
  if (!page) return undefined;
  const headers = { 'content-security-policy': POLICY, 'cache-control': 'no-cache' };
  return { ...file(page, CONTENT_TYPES['.html'] ?? ''), headers };
}

/** A file that the page loads. */
export async function phoneAsset({ phoneFolder }: Simulator, { params }: Call): Promise<Answer> {
  const name = params['file'] ?? '';
  const contentType = CONTENT_TYPES[extname(name)];
  const isName = /^[\w-][\w.-]*$/.test(name);
  const bytes =
    phoneFolder !== undefined && isName && contentType !== undefined
      ? await readIfThere(join(phoneFolder, 'assets', name))
      : undefined;
  if (!bytes || contentType === undefined) throw new LineError(404, 'not found');
  return { ...file(bytes, contentType), headers: { 'cache-control': 'max-age=31536000, immutable' } };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw cause;
  });
}
