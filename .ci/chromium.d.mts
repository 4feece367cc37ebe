export function ensureChromium(
  environment: NodeJS.ProcessEnv,
  step: (title: string, work: () => Promise<unknown>) => Promise<void>,
): Promise<void>;
export function findChromium(environment: NodeJS.ProcessEnv): Promise<string | null>;
