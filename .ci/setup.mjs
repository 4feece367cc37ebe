/**
 * Makes a fresh checkout ready: npm packages, Redis, build. Does only what is missing, so every command may start with it.
 *
 *   node .ci/setup.mjs [--packages] [--browser]
 *
 * --packages stops after the npm packages; --browser adds a Chromium for the tests that look at pages.
 */
import { nodeVersionProblem } from './node-version.mjs';

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}

// Loaded only now: an older Node cannot even parse it.
import('./setup-steps.mjs')
  .then(({ setUp }) =>
    setUp({ onlyPackages: process.argv.includes('--packages'), withBrowser: process.argv.includes('--browser') }),
  )
  .catch((err) => {
    console.error(err.message);
    process.exit(1);
  });
