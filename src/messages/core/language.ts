/**
 * Chooses the language to speak: the wanted one, else one that shares its primary subtag, else the fallback.
 * `wanted` is a BCP 47 tag as LINE's profile gives it, such as `en-GB`, or undefined when LINE gives none.
 */
export function chooseLanguage<Available extends string>(
  available: readonly Available[],
  wanted: string | undefined,
  fallback: Available,
): Available {
  if (wanted === undefined) return fallback;
  const lowerCase = wanted.replaceAll('_', '-').toLowerCase();
  return (
    available.find((language) => language.toLowerCase() === lowerCase) ??
    available.find((language) => primarySubtag(language) === primarySubtag(lowerCase)) ??
    fallback
  );
}

function primarySubtag(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}
