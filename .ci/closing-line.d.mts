export function isClosingLine(line: string): boolean;
export function closingLine(reported: string | undefined, exitCode: number): string;
