/** Files of src that the server reads as they are; the compiler does not emit them. */
const STATIC_FILE = /\.(css|html|ico|js|json|png|svg|txt|webmanifest|woff2)$/;
const MODULE = /(?<!\.d)\.tsx?$/;

/** What runs in a browser is built by its own tool; the compiler leaves it out too. */
const BROWSER = /^(console|sandbox\/phone)\//;

/** Made in dist by other steps than the compiler. */
const KEPT = /^(richmenu-images\/|console\/|phone\/|\.build-hash$)/;

/** Of the files in src, given relative to it, those to copy. */
export function staticFiles(sources) {
  return sources.filter((file) => STATIC_FILE.test(file) && !BROWSER.test(file));
}

/** Of the files in dist, given relative to it, those that no file of src accounts for. */
export function staleFiles(sources, built) {
  const current = new Set([
    ...staticFiles(sources),
    ...sources.filter((file) => MODULE.test(file) && !BROWSER.test(file)).flatMap(emittedFiles),
  ]);
  return built.filter((file) => !current.has(file) && !KEPT.test(file));
}

function emittedFiles(source) {
  const script = source.replace(MODULE, '.js');
  return [script, `${script}.map`];
}
