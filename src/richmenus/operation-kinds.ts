/** Gives all friends of a channel their menus anew, after the rules changed. */
export const CHOOSE_MENUS = 'richmenus.chooseMenus';
/** Counts who would get which menu by rules that are not yet in force. */
export const PREVIEW_RULES = 'richmenus.previewRules';
