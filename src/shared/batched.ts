interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Lets calls that come while others are being worked on wait for one another, so that a storm costs what its batches cost:
 * `work` gets at most `limit` of them, and gives a result for each, in their order. A batch that fails is worked on one by one, so
 * that nobody suffers for another one; so `work` may run twice for an item.
 */
export function batched<Item, Result>(
  limit: number,
  work: (items: Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  const queue: Waiting<Item, Result>[] = [];
  let isWorking = false;

  async function workOn(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) only?.reject(error);
      else for (const one of batch) await workOn([one]);
    }
  }

  async function workOnAll(): Promise<void> {
    isWorking = true;
    while (queue.length > 0) await workOn(queue.splice(0, limit));
    isWorking = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (!isWorking) void workOnAll();
    });
}
