import { BSONRegExp } from 'bson';
import type { Value } from './values/document.js';
import { StoreError } from './values/errors.js';

/** Whether a value is a regular expression. */
export function isRegexValue(value: Value): value is BSONRegExp | RegExp {
  return value instanceof BSONRegExp || value instanceof RegExp;
}

/** The JavaScript regular expression of a BSON one, or of the operands of `$regex` and `$options`. */
export function toRegExp(pattern: Value, options: Value): RegExp {
  const source = sourceOf(pattern);
  const flags = typeof options === 'string' ? options : flagsOf(pattern);
  const unknown = /[^imsxu]/.exec(flags);
  if (unknown) throw new StoreError(51108, `invalid flag in regex options: ${unknown[0]}`);
  const { text, inline } = readInlineFlags(flags.includes('x') ? withoutComments(source) : source);
  const wanted = ['i', 'm', 's'].filter((flag) => flags.includes(flag) || inline.includes(flag)).join('');
  return build(text, wanted);
}

/** The text every match starts with, when the expression says so; an index range is made of it. */
export function literalPrefixOf(pattern: Value, options: Value): string | undefined {
  const flags = typeof options === 'string' ? options : flagsOf(pattern);
  const source = sourceOf(pattern);
  if (/[imx]/.test(flags) || !source.startsWith('^') || source.includes('|')) return undefined;
  const literal = /^[A-Za-z0-9 _\-:/@,;#%&=!<>~'"]*/.exec(source.slice(1))?.[0] ?? '';
  const next = source[literal.length + 1];
  return next !== undefined && '*?{'.includes(next) ? literal.slice(0, -1) : literal;
}

function build(text: string, flags: string): RegExp {
  try {
    return new RegExp(text, `${flags}u`);
  } catch {
    // Unicode mode refuses escapes that PCRE takes, such as \- and \_; the older mode takes them too.
    return buildLoosely(text, flags);
  }
}

function buildLoosely(text: string, flags: string): RegExp {
  try {
    return new RegExp(text, flags);
  } catch (cause) {
    throw new StoreError(51091, `Regular expression is invalid: ${cause instanceof Error ? cause.message : text}`);
  }
}

function sourceOf(pattern: Value): string {
  if (typeof pattern === 'string') return pattern;
  if (pattern instanceof BSONRegExp) return pattern.pattern;
  if (pattern instanceof RegExp) return pattern.source;
  throw new StoreError(2, '$regex has to be a string');
}

function flagsOf(pattern: Value): string {
  if (pattern instanceof BSONRegExp) return pattern.options;
  return pattern instanceof RegExp ? pattern.flags : '';
}

function readInlineFlags(source: string): { text: string; inline: string } {
  const match = /^\(\?([ims]+)\)/.exec(source);
  return match ? { text: source.slice(match[0].length), inline: match[1] ?? '' } : { text: source, inline: '' };
}

function withoutComments(source: string): string {
  return source.replace(/\\.|\s+|#.*$/gm, (part) => (part.startsWith('\\') ? part : ''));
}
