/** Ends every run with one plain line that people and CI can read: `N passed, N failed`. */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const broken = results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    process.stdout.write(`\n${results.numPassedTests} passed, ${results.numFailedTests + broken} failed${skipped}\n`);
  }
}
