import { MENU_MARK_START } from '../../messages/core/action.js';
import { Language } from '../../shared/language.js';

/** Where in a menu somebody tapped; areas count from 0, in the order of `menu.json`. */
export interface MenuPlace {
  menu: string;
  language: Language;
  area: number;
}

const MARK = new RegExp(`${MENU_MARK_START.replaceAll('.', '\\.')}([a-z0-9][a-z0-9_-]*)\\.([A-Za-z-]+)\\.(\\d{1,2})$`);

/** What stands behind the data of a menu's area, so that a tap says where it was. Nothing else that we send may hold its beginning. */
export const markOf = ({ menu, language, area }: MenuPlace): string => `${MENU_MARK_START}${menu}.${language}.${area}`;

/** The data as the menu's definition has it, and where the tap was; null for a tap anywhere but in a menu of ours. */
export function splitMark(data: string): { data: string; place: MenuPlace | null } {
  const [mark, menu = '', named, area] = MARK.exec(data) ?? [];
  const language = Language.safeParse(named).data;
  if (mark === undefined || language === undefined) return { data, place: null };
  return { data: data.slice(0, -mark.length), place: { menu, language, area: Number(area) } };
}
