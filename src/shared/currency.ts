/** An amount in a currency's minor unit, such as cents, in the currency itself: 1050 of TWD is 10.5, of JPY 1050. */
export function toMajor(minor: number, currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return minor / 10 ** maximumFractionDigits;
}
