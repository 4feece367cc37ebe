import type { Answer } from './route.js';

/** A page of the simulator's own, for people; `body` is HTML. */
export function htmlPage(title: string, body: string, status = 200): Answer {
  const viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">';
  const head = `<meta charset="utf-8">${viewport}<title>${escapeHtml(title)}</title><link rel="icon" href="data:,">`;
  return {
    ...file(Buffer.from(`<!doctype html><html lang="en">${head}${body}</html>`), 'text/html; charset=utf-8'),
    status,
  };
}

/** A file as it is. */
export const file = (body: Buffer, contentType: string): Answer => ({ status: 200, body, contentType });

/** Text that shows as itself in HTML, also within quotes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
