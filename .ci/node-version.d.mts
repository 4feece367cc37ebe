export const NODE_VERSION_MIN: string;
export function nodeVersionProblem(version: string): string | null;
