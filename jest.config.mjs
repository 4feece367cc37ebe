/** Tests run as native ES modules; swc strips the types. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};

export default {
  ...shared,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 30_000,
  // Each file leaves its modules behind in the worker: one that holds so much is slow, and is replaced.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/.ci/count-reporter.mjs'],
};
