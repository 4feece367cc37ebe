import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { documentMentions } from './document-mentions.mjs';
import { listFiles } from './input-hash.mjs';

const TOP_LEVEL_DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'STYLE.md'];

/** A sentence for every path and script that the documents name and that does not exist. */
export async function documentProblems(root) {
  const { scripts = {} } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const listed = await Promise.all([...TOP_LEVEL_DOCUMENTS, 'docs'].map((path) => listFiles(root, path)));
  const documents = listed.flat().filter((file) => file.endsWith('.md'));
  const problems = await Promise.all(documents.map((document) => problemsOf(root, document, scripts)));
  return problems.flat();
}

async function problemsOf(root, document, scripts) {
  const problems = [];
  for (const { kind, value, line } of documentMentions(await readFile(join(root, document), 'utf8'))) {
    const isFound = kind === 'script' ? value in scripts : await exists(join(root, pathOf(kind, value, document)));
    const missing = kind === 'script' ? `npm run ${value} is no script of package.json` : `${value} does not exist`;
    if (!isFound) problems.push(`${document}:${line}: ${missing}.`);
  }
  return problems;
}

function pathOf(kind, value, document) {
  const [path] = value.split('#');
  return kind === 'link' ? join(dirname(document), decodeURIComponent(path)) : path;
}

function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
