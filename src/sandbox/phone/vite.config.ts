import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The phone as the LINE simulator serves it: its page at `/phone`, its files under `/phone/assets/`. */
export default defineConfig({
  root: here('.'),
  base: '/phone/',
  publicDir: false,
  cacheDir: here('../../../node_modules/.cache/vite-phone'),
  build: {
    outDir: here('../../../dist/phone'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // React Query marks its files for servers that render; here none does.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
