import { toMajor } from '../shared/currency.js';
import type { ArmReport, CampaignReport } from './report-campaign.js';

type Row = Record<string, unknown>;

/** A report as a table for spreadsheets: a row for each arm and one for all, reasons and currencies in columns of their own. */
export function tabulateReport({ arms, total, uplift, test }: CampaignReport): { columns: string[]; rows: Row[] } {
  const decided = test?.decision ?? null;
  const rows = [
    ...arms.map((arm) => ({ ...rowOf(arm), decision: decided?.arm === arm.arm ? decided.because : null })),
    {
      ...rowOf({ ...total, arm: 'total' }),
      uplift: uplift?.difference,
      upliftLow: uplift?.interval?.low,
      upliftHigh: uplift?.interval?.high,
      upliftVerdict: uplift?.verdict,
    },
  ];
  const named = (prefix: string) =>
    [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => name.startsWith(`${prefix}.`))))].toSorted();
  const columns = [
    ...['arm', 'planned', 'accepted', 'billed', 'billedBy', 'waiting'],
    ...['skipped', ...named('skipped'), 'failed', ...named('failed'), 'unknown'],
    ...['clicked', 'clicks', 'converted', ...named('revenue'), 'cost', 'costCurrency'],
    ...['uplift', 'upliftLow', 'upliftHigh', 'upliftVerdict', 'decision'],
  ];
  return { columns, rows };
}

function rowOf({ skipped, failed, revenueMinor, cost, ...rest }: ArmReport): Row {
  return {
    ...rest,
    ...columnsOf('skipped', skipped),
    skipped: sum(skipped),
    ...columnsOf('failed', failed),
    failed: sum(failed),
    ...Object.fromEntries(
      Object.entries(revenueMinor).map(([currency, minor]) => [`revenue.${currency}`, toMajor(minor, currency)]),
    ),
    cost: cost?.amount,
    costCurrency: cost?.currency,
  };
}

const columnsOf = (prefix: string, counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}.${name}`, count]));

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
