/** Does what it is given one after the other. What waits under a name already is not added again, but waited for. */
export type Serial = (name: string, work: () => Promise<void>) => Promise<void>;

export function createSerial(): Serial {
  const waiting = new Map<string, Promise<void>>();
  let last: Promise<unknown> = Promise.resolve();
  return (name, work) => {
    const known = waiting.get(name);
    if (known) return known;
    const done = last.then(() => {
      waiting.delete(name);
      return work();
    });
    waiting.set(name, done);
    last = done.catch(() => {});
    return done;
  };
}
