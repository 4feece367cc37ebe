/** Ends a switch over a union: the compiler proves that no case is missing, the error names one that slipped in. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value ${JSON.stringify(value)}.`);
}
