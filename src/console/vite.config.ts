import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The console as the server serves it: its files under `/console/`, each with its content in its name. */
export default defineConfig({
  root: here('.'),
  base: '/console/',
  publicDir: false,
  cacheDir: here('../../node_modules/.cache/vite'),
  build: {
    outDir: here('../../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    manifest: 'manifest.json',
    // Mantine marks its files for servers that render; here none does.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
