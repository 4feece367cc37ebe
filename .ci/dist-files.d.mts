export function staticFiles(sources: string[]): string[];
export function staleFiles(sources: string[], built: string[]): string[];
