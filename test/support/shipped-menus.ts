/** Menus of richmenus/ in all their languages: seven in four. */
export const SHIPPED_MENUS = 28;
