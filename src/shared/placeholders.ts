/** One `{{name}}` or `{{name|fallback}}` in a text. */
export type Placeholder = { name: string; fallback?: string };

const PLACEHOLDER = /\{\{\s*([A-Za-z][A-Za-z0-9]*)\s*(?:\|([^{}]*))?\}\}/g;

/** Replaces every placeholder once; what is filled in is never read again, so a value may itself contain braces. */
export function fillPlaceholders(text: string, fill: (placeholder: Placeholder) => string): string {
  return text.replace(PLACEHOLDER, (_whole, name: string, fallback?: string) =>
    fill(fallback === undefined ? { name } : { name, fallback }),
  );
}

/** Lists the placeholders of a text in the order they are read. */
export function listPlaceholders(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  fillPlaceholders(text, (placeholder) => {
    found.push(placeholder);
    return '';
  });
  return found;
}

/** True when double braces remain that are no placeholder, such as `{{first name}}` or `{{name}`. */
export function hasMalformedPlaceholder(text: string): boolean {
  return /\{\{|\}\}/.test(text.replace(PLACEHOLDER, ''));
}
