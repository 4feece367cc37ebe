export function documentProblems(root: string): Promise<string[]>;
