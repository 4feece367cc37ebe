import { createTheme, type MantineColorsTuple } from '@mantine/core';

const green: MantineColorsTuple = [
  '#e6f7ed',
  '#cdeedb',
  '#a3e0bd',
  '#73d19b',
  '#43c178',
  '#1fb35e',
  '#06a84b',
  '#058a3e',
  '#046d31',
  '#025225',
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
  primaryShade: { light: 7, dark: 6 },
  colors: { green },
  cursorType: 'pointer',
  focusRing: 'auto',
});
