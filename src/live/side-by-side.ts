/** Does one kind of work for whatever is named, as it is asked for. */
export interface SideBySide {
  /** Names that are `urgent` are done before others that wait. Of one that waits already nothing is added. */
  ask(names: Iterable<string>, rank?: 'urgent' | 'usual'): void;
}

/**
 * So many side by side, and for one name one after the other: what is asked for while it is done is done once more. `work` does
 * not reject.
 */
export function createSideBySide(most: number, work: (name: string) => Promise<void>): SideBySide {
  const waiting = { urgent: new Set<string>(), usual: new Set<string>() };
  const atWork = new Set<string>();

  const next = (): string | undefined => {
    for (const names of [waiting.urgent, waiting.usual]) for (const name of names) if (!atWork.has(name)) return name;
    return undefined;
  };
  const goOn = () => {
    while (atWork.size < most) {
      const name = next();
      if (name === undefined) return;
      waiting.urgent.delete(name);
      waiting.usual.delete(name);
      atWork.add(name);
      void work(name).finally(() => {
        atWork.delete(name);
        goOn();
      });
    }
  };
  return {
    ask(names, rank = 'usual') {
      for (const name of names) waiting[rank].add(name);
      goOn();
    },
  };
}
