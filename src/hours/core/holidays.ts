import { z } from 'zod';
import { Language } from '../../shared/language.js';

/** Countries whose holidays are shipped, as ISO 3166 names them. */
export const HolidayCountry = z.enum(['TW', 'JP', 'TH']);
export type HolidayCountry = z.infer<typeof HolidayCountry>;

const Names = z.strictObject(
  Object.fromEntries(Language.options.map((language) => [language, z.string().min(1).max(100)])) as Record<
    Language,
    z.ZodString
  >,
);

/** `official` was announced or follows from the law by itself; `provisional` is expected and may still be moved. */
const Standing = z.enum(['official', 'provisional']);

/** The holidays of one country as a dated file: who says so, as of when, and how far each year is known. */
export const HolidayFile = z.strictObject({
  country: HolidayCountry,
  /** Who decides these holidays, and by what. */
  authority: z.string().min(1),
  asOf: z.iso.date(),
  years: z
    .array(
      z.strictObject({
        year: z.number().int().min(2000).max(2100),
        /** `partial` lacks holidays that are not known for certain; `missing` says which. */
        completeness: z.enum(['complete', 'partial']),
        missing: z.array(z.string().min(1)),
        note: z.string(),
      }),
    )
    .min(1),
  holidays: z.array(z.strictObject({ day: z.iso.date(), names: Names, standing: Standing })),
  /** Days that are worked in exchange for a holiday, like which weekday. */
  makeUpDays: z.array(
    z.strictObject({
      day: z.iso.date(),
      worksLike: z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
      names: Names,
      standing: Standing,
    }),
  ),
});
export type HolidayFile = z.infer<typeof HolidayFile>;

/** The holiday files by country. */
export type HolidayLibrary = ReadonlyMap<HolidayCountry, HolidayFile>;

/** The last year up to which the holidays of all these countries are complete; null without countries or such a year. */
export function completeUntil(library: HolidayLibrary, countries: readonly HolidayCountry[]): number | null {
  const lasts = countries.map((country) => {
    const years = library.get(country)?.years ?? [];
    const firstPartial = years.find(({ completeness }) => completeness === 'partial')?.year;
    return firstPartial === undefined ? (years.at(-1)?.year ?? null) : firstPartial - 1;
  });
  return lasts.reduce(
    (least, last) => (least === null || last === null ? null : Math.min(least, last)),
    lasts[0] ?? null,
  );
}
