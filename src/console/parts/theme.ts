import { createTheme, type MantineColorsTuple } from '@mantine/core';

const green: MantineColorsTuple = [
  '#e6f7ed',
  '#cdeedb',
  '#a3e0bd',
  '#73d19b',
  '#43c178',
  '#1fb35e',
  '#06a84b',
  '#057d39',
  '#046d31',
  '#025225',
];

/** From text to ground, the greys of tokens.css in the dark. */
const dark: MantineColorsTuple = [
  '#e9ecef',
  '#c6ccd2',
  '#98a1ab',
  '#727c87',
  '#3a4149',
  '#2f353c',
  '#1d2126',
  '#171a1e',
  '#131619',
  '#101215',
];

/** Fonts in the order in which a character is looked for; those of a language that is not shown are never loaded. */
const FONTS =
  "'Inter Variable', 'Noto Sans TC Variable', 'Noto Sans JP Variable', 'Noto Sans Thai Variable', system-ui, sans-serif";

/** Sizes, colours and type of the console; colours that differ by light and dark are in tokens.css. */
export const theme = createTheme({
  fontFamily: FONTS,
  headings: { fontFamily: FONTS, fontWeight: '600' },
  fontSizes: { xs: '11.5px', sm: '12.5px', md: '13.5px', lg: '15px', xl: '18px' },
  lineHeights: { md: '1.5' },
  defaultRadius: 8,
  primaryColor: 'green',
  primaryShade: 7,
  colors: { green, dark },
  cursorType: 'pointer',
  focusRing: 'auto',
});
