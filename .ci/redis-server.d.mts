export function findRedisServer(environment: { PATH?: string }): Promise<string | null>;
export function requireRedisServer(environment: { PATH?: string }): Promise<string>;
export function ensureRedis(
  environment: { PATH?: string; REDIS_URL?: string },
  step: (title: string, work: () => Promise<unknown>) => Promise<void>,
): Promise<void>;
