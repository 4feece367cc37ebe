import { lazy, Suspense, useEffect, useState } from 'react';
import { useKeys } from '../parts/keys.js';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.js')).CommandPalette }));
const KeysHelp = lazy(async () => ({ default: (await import('./keys-help.js')).KeysHelp }));

/** What opens from anywhere by a key: the command palette by Ctrl or ⌘ and K, the list of keys by `?`. */
export function PaletteKeys() {
  const [shown, setShown] = useState<'palette' | 'help' | null>(null);
  const close = () => setShown(null);
  useKeys({ '?': () => setShown('help') });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setShown('palette');
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
  return (
    <Suspense>
      {shown === 'palette' && <CommandPalette isOpen onClose={close} />}
      {shown === 'help' && <KeysHelp onClose={close} />}
    </Suspense>
  );
}
