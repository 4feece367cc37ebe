/** Starts a server that ends with this process, and waits until it prints `ready`. */
export function startGuarded(
  command: string,
  args: string[],
  options: { ready: RegExp; env?: NodeJS.ProcessEnv; logFile?: string; patienceSeconds?: number },
): Promise<{ match: RegExpExecArray; stop: () => Promise<void> }>;
