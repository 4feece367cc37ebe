export function startRedis(options?: {
  dir?: string;
  port?: number;
}): Promise<{ url: string; stop: () => Promise<void> }>;
export function startStore(options: { dir: string }): Promise<{ uri: string; stop: () => Promise<void> }>;
