/** The line of .ci/count-reporter.mjs: `N passed, N failed`, perhaps with `, N skipped`. */
const CLOSING_LINE = /^(\d+) passed, (\d+) failed(, \d+ skipped)?$/;

export function isClosingLine(line) {
  return CLOSING_LINE.test(line);
}

/**
 * The line that ends the output, true to the exit code: a run that failed never claims 0 failed.
 * `reported` is what Jest's run printed, undefined when it did not get so far.
 */
export function closingLine(reported, exitCode) {
  const [, passed = '0', failed = '0', skipped = ''] = CLOSING_LINE.exec(reported ?? '') ?? [];
  const hasFailed = exitCode !== 0 || reported === undefined;
  return `${passed} passed, ${hasFailed && failed === '0' ? '1' : failed} failed${skipped}`;
}
