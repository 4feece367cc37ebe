import { readFile } from 'node:fs/promises';
import { HolidayCountry, HolidayFile, type HolidayLibrary } from './core/holidays.js';

const FOLDER = new URL('./holidays/', import.meta.url);

let loading: Promise<HolidayLibrary> | undefined;

/** The holidays that are shipped, read once. Rejects, naming the file, when one is not what it should be. */
export const loadHolidays = (): Promise<HolidayLibrary> => (loading ??= readAll());

async function readAll(): Promise<HolidayLibrary> {
  const files = HolidayCountry.options.map(async (country) => {
    const name = `${country.toLowerCase()}.json`;
    const read = HolidayFile.safeParse(JSON.parse(await readFile(new URL(name, FOLDER), 'utf8')));
    if (!read.success) throw new Error(`The holidays in ${name} are malformed: ${read.error.message}`);
    return [country, read.data] as const;
  });
  return new Map(await Promise.all(files));
}
