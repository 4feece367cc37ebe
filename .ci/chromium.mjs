import { aptInstall, findOnPath } from './apt-install.mjs';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * Does nothing when a Chromium is installed; else installs one where that is possible. Only the tests that look at pages need
 * it: without one they are left out, and this says so.
 */
export async function ensureChromium(environment, step) {
  if (await findChromium(environment)) return;
  const isInstalled = await aptInstall(environment, 'chromium', step).catch(() => false);
  if (!isInstalled || !(await findChromium(environment)))
    console.log(
      'No Chromium: tests that look at pages are left out. Install it to run them, or set CHROMIUM to its path.',
    );
}

/** Path of the browser: that of CHROMIUM, or one on the PATH; null without one. */
export async function findChromium({ CHROMIUM, PATH = '' }) {
  return CHROMIUM || findOnPath(BROWSERS, PATH);
}
