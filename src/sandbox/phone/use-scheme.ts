import { useSyncExternalStore } from 'react';

const DARK = matchMedia('(prefers-color-scheme: dark)');

const listen = (changed: () => void) => {
  DARK.addEventListener('change', changed);
  return () => DARK.removeEventListener('change', changed);
};

/** Whether the browser prefers light or dark, also when that changes. */
export const useScheme = (): 'light' | 'dark' => useSyncExternalStore(listen, () => (DARK.matches ? 'dark' : 'light'));
