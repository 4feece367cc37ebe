/** The checks that need no service, in parallel: a line per check, and the full output of those that fail. */
import { documentProblems } from './document-problems.mjs';
import { jestArguments, jestEnvironment } from './jest-command.mjs';
import { ROOT, runAndCapture } from './run-command.mjs';

/** Tests that need nothing but Node. */
const CORE_TESTS = ['test/**/core/**/*.test.ts', 'test/shared/**/*.test.ts', 'test/messages/load-templates.test.ts'];

const SERVICE_SETTINGS = new Set(['REDIS_URL', 'MONGODB_URI', 'TEST_REDIS_URL', 'TEST_MONGODB_URI']);

const CHECKS = {
  format: () => tool('prettier', ['--check', '.', '--cache', '--cache-strategy', 'content']),
  lint: () =>
    tool('oxlint', [
      '-c',
      'oxlint.config.mjs',
      '--type-aware',
      '--deny-warnings',
      'src',
      'test',
      'bench',
      'prove',
      '.ci',
    ]),
  'types of the console': () =>
    tool('tsc', ['-p', 'src/console', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/console.tsbuildinfo']),
  'types of the phone': () =>
    tool('tsc', [
      '-p',
      'src/sandbox/phone',
      '--incremental',
      '--tsBuildInfoFile',
      'node_modules/.cache/phone.tsbuildinfo',
    ]),
  types: () => tool('tsc', ['-p', '.', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo']),
  'core tests': () =>
    tool(process.execPath, jestArguments(['--testMatch', ...CORE_TESTS.map((glob) => `<rootDir>/${glob}`)])),
  documents: checkDocuments,
};

const outcomes = await Promise.all(Object.entries(CHECKS).map(([name, check]) => timed(name, check)));
for (const { name, output } of outcomes.filter(({ passed }) => !passed)) {
  console.log(`\n--- ${name} ---\n${output.trim()}`);
  process.exitCode = 1;
}

async function timed(name, check) {
  const startedAt = performance.now();
  const outcome = await check().catch((err) => ({ passed: false, output: err.message }));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${outcome.passed ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(5)} s`);
  return { name, ...outcome };
}

async function tool(command, args) {
  const { code, output } = await runAndCapture(command, args, { env: withoutServices(jestEnvironment(process.env)) });
  return { passed: code === 0, output };
}

/** No check may lean on a service that happens to run. */
function withoutServices(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SERVICE_SETTINGS.has(name)));
}

async function checkDocuments() {
  const problems = await documentProblems(ROOT);
  return { passed: problems.length === 0, output: problems.join('\n') };
}
