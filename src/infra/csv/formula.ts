const FORMULA_START = /^[=+\-@\t\r＝＋－＠]/;
const SIGNED_NUMBER = /^[+-][\d(][\d\s().,-]*$/; // -12.5, and phone numbers such as +886 912-345-678
const ESCAPE = "'";

/** True when a spreadsheet would run the text as a formula; signed numbers and phone numbers are none. */
export function isFormula(text: string): boolean {
  return FORMULA_START.test(text) && !SIGNED_NUMBER.test(text);
}

/** The text with a quote before it when a spreadsheet would run it. */
export function escapeFormula(text: string): string {
  return isFormula(text) ? ESCAPE + text : text;
}

/** Takes the quote of `escapeFormula` off again, so that a file that we wrote reads as it was. */
export function unescapeFormula(text: string): string {
  return text.startsWith(ESCAPE) && isFormula(text.slice(ESCAPE.length)) ? text.slice(ESCAPE.length) : text;
}
