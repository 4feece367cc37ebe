import { URL_MAX } from '../limits.js';
import type { Report } from './message-check.js';
import { isLonger } from './text-length.js';

interface TextRule {
  max: number;
  min?: number;
  unit?: 'utf16' | 'grapheme';
}

/** Checks a required text. */
export function requireText(report: Report, value: unknown, property: string, rule: TextRule): value is string {
  if (value === undefined || value === null || value === '') {
    report(property, 'May not be empty');
    return false;
  }
  return checkText(report, value, property, rule);
}

/** Checks a text that may be left out. */
export function checkText(report: Report, value: unknown, property: string, rule: TextRule): value is string {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'string') {
    report(property, 'must be a string');
    return false;
  }
  if (!isLonger(value, rule.max, rule.unit) && value.length >= (rule.min ?? 0)) return true;
  report(property, `Length must be between ${rule.min ?? 0} and ${rule.max}`);
  return false;
}

/** Checks a required https URL of a message. */
export function requireUrl(report: Report, value: unknown, property: string): void {
  if (requireText(report, value, property, { max: URL_MAX })) checkScheme(report, value, property, ['https']);
}

/** Checks that an address is a URL of one of the schemes. */
export function checkScheme(report: Report, value: string, property: string, schemes: string[]): void {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (scheme === undefined || !schemes.includes(scheme)) return report(property, 'invalid uri scheme');
  const isWeb = scheme === 'http' || scheme === 'https';
  if (/\s/.test(value) || (isWeb && !URL.canParse(value))) report(property, 'invalid uri');
}

/** Checks a required number within bounds. */
export function requireNumber(report: Report, value: unknown, property: string, min: number, max: number): void {
  if (typeof value !== 'number') report(property, 'must be specified');
  else if (value < min || value > max) report(property, `Must be between ${min} and ${max}`);
}

/** Checks a word against the words allowed; left out is fine. */
export function checkOneOf(report: Report, value: unknown, property: string, allowed: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && allowed.includes(value))) return;
  report(property, `Must be one of the following values: [${allowed.join(', ')}]`);
}
