type NamedMenu = { name: string; language: string } | null;

/** The same menu in the same language, or none both times. */
export const isSameMenu = (one: NamedMenu, other: NamedMenu): boolean =>
  one?.name === other?.name && one?.language === other?.language;
