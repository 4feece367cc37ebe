/** A server in a process of its own, which ends with this one. */
export interface Guarded {
  match: RegExpExecArray;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Ends it by SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Its exit code, once it has ended; null when it was killed from outside. */
  ended: Promise<number | null>;
}

/** Starts a server that ends with this process, and waits until it prints `ready`. */
export function startGuarded(
  command: string,
  args: string[],
  options: { ready: RegExp; env?: NodeJS.ProcessEnv; logFile?: string; patienceSeconds?: number },
): Promise<Guarded>;
