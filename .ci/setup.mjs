/**
 * Makes a fresh checkout ready: npm packages, Redis, build. Does only what is missing, so every command may start with it.
 *
 *   node .ci/setup.mjs [--packages]      --packages stops after the npm packages
 */
import { nodeVersionProblem } from './node-version.mjs';

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}

// Loaded only now: an older Node cannot even parse it.
import('./setup-steps.mjs')
  .then(({ setUp }) => setUp({ onlyPackages: process.argv.includes('--packages') }))
  .catch((err) => {
    console.error(err.message);
    process.exit(1);
  });
