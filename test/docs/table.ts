import { readFile } from 'node:fs/promises';

/** The rows of the Markdown table under these column titles, each cell without its backticks. */
export async function readTable(file: string, titles: string[]): Promise<string[][]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const head = lines.indexOf(`| ${titles.join(' | ')} |`);
  if (head === -1) throw new Error(`${file} has no table with the columns ${titles.join(', ')}.`);
  const rows = lines.slice(head + 2); // below the titles and the line of dashes
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}
