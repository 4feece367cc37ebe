/** Where a worker dies: before or after a call to LINE, or after a write to the store. */
export type KillPointMark =
  | { on: 'line'; path: string; when: 'before' | 'after' }
  | { on: 'store'; collection: string; method: string; matches: (...given: unknown[]) => boolean };

export const KILL_POINTS: Record<string, KillPointMark>;
export const MENU_KILL_POINTS: Record<string, KillPointMark>;
export const SERVICE_KILL_POINTS: Record<string, KillPointMark>;
export const ANYWHERE: string;
export const SENDING_COLLECTIONS: Set<string>;
