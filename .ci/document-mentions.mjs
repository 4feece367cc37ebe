/** Folders and files of this repository that a document may name, from the top of the repository. */
const FOLDER = /^(src|test|docs|bench|prove|richmenus|templates|\.ci)\//;
const TOP_LEVEL_FILES = new Set([
  '.dockerignore',
  '.env.example',
  '.npmrc',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'Dockerfile',
  'LICENSE',
  'README.md',
  'STYLE.md',
  'compose.yaml',
  'jest.config.mjs',
  'oxlint.config.mjs',
  'package-lock.json',
  'package.json',
  'tsconfig.build.json',
  'tsconfig.json',
]);

const FENCE = /^\s*(```|~~~)/;
const CODE = /`([^`]+)`/g;
const LINK = /\]\(<?([^)\s>]+)>?[^)]*\)/g;
const SCRIPT = /\bnpm run (?:-[\w-]+ )*([\w:-]+)/g;
const PLACEHOLDER = /[<>{}*…$]|\.\.\./; // `src/<domain>/routes.ts` names no file
const ELSEWHERE = /^([a-z][a-z+.-]*:|\/\/|#|\/)/i; // another site, a heading of the page, a path of the server

/**
 * What a Markdown text says exists, each with its line: paths in backticks, relative links, and scripts of package.json.
 * Fenced blocks are examples: only their scripts count.
 */
export function documentMentions(markdown) {
  const mentions = [];
  let isFenced = false;
  markdown.split('\n').forEach((text, index) => {
    const add = (kind, values) => values.forEach((value) => mentions.push({ kind, value, line: index + 1 }));
    add('script', matches(text, SCRIPT));
    if (FENCE.test(text)) isFenced = !isFenced;
    else if (!isFenced) {
      add('path', matches(text, CODE).flatMap(pathsInCode));
      add(
        'link',
        matches(text.replaceAll(CODE, ''), LINK).filter((target) => !ELSEWHERE.test(target)),
      );
    }
  });
  return mentions;
}

/** A backticked text may be a path, or a command with paths among its words. */
function pathsInCode(code) {
  return code
    .split(/\s+/)
    .map((word) =>
      word
        .replace(/^\.\//, '')
        .replace(/[,;]$/, '')
        .replace(/:\d+(-\d+)?$/, ''),
    )
    .filter((word) => (FOLDER.test(word) || TOP_LEVEL_FILES.has(word)) && !PLACEHOLDER.test(word));
}

function matches(text, pattern) {
  return Array.from(text.matchAll(pattern), ([, found]) => found);
}
