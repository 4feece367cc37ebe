import { fillPlaceholders, hasMalformedPlaceholder, listPlaceholders, type Placeholder } from './placeholders.js';

/** What a block asks of a variable: that it is known and not empty, that it has this value, or that it is not known. */
export type Test = { if: string; is?: string | undefined } | { unless: string };

/** A stretch of text with its placeholders, or a block with what it says either way. */
export type TextPart = string | TextBlock;
export interface TextBlock {
  test: Test;
  holding: TextPart[];
  otherwise: TextPart[];
}

/** Blocks within blocks. */
export const BLOCK_DEPTH_MAX = 5;

const MARKER = /\{\{([^{}]*)\}\}/g;
const OPENING = /^#(if|unless)\s+([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*"([^"]*)")?$/;
const KNOWN = '{{#if name}}, {{#if name = "value"}}, {{#unless name}}, {{else}}, {{/if}} and {{/unless}}';

interface Open {
  block: TextBlock;
  kind: string;
  isElse: boolean;
}

/**
 * Parts a text into stretches and blocks `{{#if name}}…{{else}}…{{/if}}`. `problem` says what is malformed, as the end of a
 * sentence about the text; null when nothing is. Of a malformed text nothing is parsed.
 */
export function parseBlocks(text: string): { parts: TextPart[]; problem: string | null } {
  const parts: TextPart[] = [];
  const open: Open[] = [];
  const problems: string[] = [];
  const add = (part: TextPart) => {
    const inner = open.at(-1);
    (inner === undefined ? parts : inner.isElse ? inner.block.otherwise : inner.block.holding).push(part);
  };
  const addText = (from: number, to: number) => {
    const piece = text.slice(from, to);
    const isBraced = (from > 0 && piece.startsWith('}')) || (to < text.length && piece.endsWith('{'));
    if (isBraced) problems.push('has a brace right beside a block; put a space between them');
    if (hasMalformedPlaceholder(piece))
      problems.push('has double braces that are no placeholder such as {{displayName}}');
    if (piece !== '') add(piece);
  };

  let read = 0;
  for (const found of text.matchAll(MARKER)) {
    const marker = (found[1] ?? '').trim();
    if (!/^([#/]|else$)/.test(marker)) continue;
    addText(read, found.index);
    read = found.index + found[0].length;
    const problem = takeMarker(marker, open, add);
    if (problem === null) continue;
    problems.push(problem);
    break;
  }
  addText(read, text.length);
  const left = open.at(-1);
  if (left !== undefined) problems.push(`has a {{#${left.kind} …}} without {{/${left.kind}}}`);
  const [problem = null] = problems;
  return problem === null ? { parts, problem } : { parts: [], problem };
}

/** Opens, turns or closes a block; says what is wrong with the marker where it stands. */
function takeMarker(marker: string, open: Open[], add: (part: TextPart) => void): string | null {
  const inner = open.at(-1);
  if (marker === 'else') {
    if (inner === undefined || inner.isElse) return 'has an {{else}} that belongs to no {{#if …}}';
    inner.isElse = true;
    return null;
  }
  if (marker.startsWith('/')) {
    if (inner === undefined || marker !== `/${inner.kind}`) return `has a {{${marker}}} that closes nothing`;
    open.pop();
    return null;
  }
  const [, kind, name, is] = OPENING.exec(marker) ?? [];
  if (kind === undefined || name === undefined || (kind === 'unless' && is !== undefined))
    return `has {{${marker}}}, which is none of ${KNOWN}`;
  const test: Test = kind === 'unless' ? { unless: name } : is === undefined ? { if: name } : { if: name, is };
  const block: TextBlock = { test, holding: [], otherwise: [] };
  add(block);
  open.push({ block, kind, isElse: false });
  return open.length > BLOCK_DEPTH_MAX ? `has blocks within blocks deeper than ${BLOCK_DEPTH_MAX}` : null;
}

/**
 * Writes a text: of each block the side for which `holds` decides, then every placeholder filled once. What is filled in is
 * never read again, so a value may itself contain braces.
 */
export function fillText(
  parts: readonly TextPart[],
  holds: (test: Test) => boolean,
  fill: (placeholder: Placeholder) => string,
): string {
  return parts
    .map((part) =>
      typeof part === 'string'
        ? fillPlaceholders(part, fill)
        : fillText(holds(part.test) ? part.holding : part.otherwise, holds, fill),
    )
    .join('');
}

/** Lists every test of a text, from left to right. */
export function listTests(parts: readonly TextPart[]): Test[] {
  return parts.flatMap((part) =>
    typeof part === 'string' ? [] : [part.test, ...listTests(part.holding), ...listTests(part.otherwise)],
  );
}

/** Lists every placeholder of a text, each with the variables that are known wherever it is written. */
export function listFilled(
  parts: readonly TextPart[],
  known: readonly string[] = [],
): (Placeholder & { known: readonly string[] })[] {
  return parts.flatMap((part) => {
    if (typeof part === 'string') return listPlaceholders(part).map((placeholder) => ({ ...placeholder, known }));
    const { test, holding, otherwise } = part;
    return 'if' in test
      ? [...listFilled(holding, [...known, test.if]), ...listFilled(otherwise, known)]
      : [...listFilled(holding, known), ...listFilled(otherwise, [...known, test.unless])];
  });
}

/** The variable that a test is about. */
export const testedName = (test: Test): string => ('if' in test ? test.if : test.unless);
