import { columnsOf, type Column } from './columns.js';
import { readFilter, type Filter } from './filter.js';

/** A question that somebody asks again and again, with the columns for it. */
export interface SavedView {
  name: string;
  filter: Filter;
  columns: Column[];
}

export const VIEWS_MAX = 30;
export const VIEW_NAME_MAX = 60;
const COLUMNS_KEY = 'lifeline.friends.columns';
const viewsKey = (channelId: string) => `lifeline.friends.views.${channelId}`;

/** Where this browser keeps what it was told to. */
export interface Box {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The columns that this browser shows. */
export const keptColumns = (box: Box): Column[] => columnsOf(parsed(box.getItem(COLUMNS_KEY)));

export const keepColumns = (box: Box, columns: readonly Column[]): void =>
  box.setItem(COLUMNS_KEY, JSON.stringify(columns));

/** The views that this browser keeps of a channel; what does not read as one is left out. */
export function keptViews(box: Box, channelId: string): SavedView[] {
  const found = parsed(box.getItem(viewsKey(channelId)));
  if (!Array.isArray(found)) return [];
  return found.slice(0, VIEWS_MAX).flatMap((one: unknown) => {
    const { name, filter, columns } = (one ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || name === '' || typeof filter !== 'object' || filter === null) return [];
    return [{ name, filter: readFilter(filter as Record<string, unknown>), columns: columnsOf(columns) }];
  });
}

export const keepViews = (box: Box, channelId: string, views: readonly SavedView[]): void =>
  box.setItem(viewsKey(channelId), JSON.stringify(views.slice(0, VIEWS_MAX)));

/** The views with one more; one of the same name is replaced. */
export const withView = (views: readonly SavedView[], view: SavedView): SavedView[] =>
  [view, ...views.filter(({ name }) => name !== view.name)].slice(0, VIEWS_MAX);

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null; // somebody wrote there what is not ours: as if nothing were kept
  }
}
