import { useEffect, useRef, useState, type RefObject } from 'react';

/** How wide an element is, so that what is drawn in it has its letters at their size; `usual` before it is known. */
export function useWidth<Shown extends HTMLElement>(usual: number): [RefObject<Shown | null>, number] {
  const shown = useRef<Shown>(null);
  const [width, setWidth] = useState(usual);
  useEffect(() => {
    if (!shown.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? usual)));
    observer.observe(shown.current);
    return () => observer.disconnect();
  }, [usual]);
  return [shown, width];
}
