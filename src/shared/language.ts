import { z } from 'zod';

/** Languages that messages, menus and pages are written in, as BCP 47 tags. */
export const Language = z.enum(['zh-TW', 'ja', 'en', 'th']);
export type Language = z.infer<typeof Language>;
