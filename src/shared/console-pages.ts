/** First parts of the console's addresses: the server answers each with the console, which shows the page. */
export const CONSOLE_PAGES = ['sign-in', 'welcome', 'inbox', 'friends'] as const;
export type ConsolePage = (typeof CONSOLE_PAGES)[number];
