export function hashPaths(root: string, paths: string[]): Promise<string>;
export function readHash(root: string, file: string): Promise<string | null>;
export function listFiles(root: string, path: string): Promise<string[]>;
