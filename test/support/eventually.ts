const EVERY_MS = 20;

/** Repeats assertions until they hold; fails with the last failure when they do not within `withinMs`. */
export async function eventually<Value>(check: () => Promise<Value> | Value, withinMs = 15_000): Promise<Value> {
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
