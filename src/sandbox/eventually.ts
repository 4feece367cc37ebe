const EVERY_MS = 25;

/** Repeats a check until it holds; rejects with its last complaint when that takes longer than `withinMs`. */
export async function eventually<Value>(check: () => Promise<Value>, withinMs = 20_000): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

/** Rejects with what was expected when it does not hold. */
export function expect(isTrue: boolean, expected: string): asserts isTrue {
  if (!isTrue) throw new Error(`Expected: ${expected}`);
}
