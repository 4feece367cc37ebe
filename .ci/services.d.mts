/** A service of a run: private ones end with this process, given ones are left alone. */
interface Service {
  stop: () => Promise<void>;
  /** Ends it by SIGKILL. */
  kill: () => Promise<void>;
}

export function startRedis(options?: { dir?: string; port?: number }): Promise<Service & { url: string }>;
export function startStore(options: { dir: string; port?: number }): Promise<Service & { uri: string }>;
