import { createContext, type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode, use } from 'react';
import { allowedAction, type LineAction } from './allowed.js';
import style from './messages.module.css';

/** What a tap leads to; without it, messages are to look at. */
export const Taps = createContext<((action: LineAction) => void) | undefined>(undefined);

interface TappableProps {
  action: unknown;
  label?: string | undefined;
  className?: string | undefined;
  look?: CSSProperties | undefined;
  children?: ReactNode;
}

/** Something that does an action when it is tapped; with none that is allowed, it is as if there were none. */
export function Tappable({ action: given, label, className = '', look, children }: TappableProps) {
  const onAction = use(Taps);
  const action = allowedAction(given);
  if (action === undefined || onAction === undefined)
    return (
      <div className={className} style={look}>
        {children}
      </div>
    );
  // The tap of what is inside is not one of what is around it.
  const tap = (event: MouseEvent | KeyboardEvent) => {
    event.stopPropagation();
    event.preventDefault();
    onAction(action);
  };
  return (
    <div
      role="button"
      tabIndex={0}
      aria-label={label}
      className={`${className} ${style['tappable']}`}
      style={look}
      onClick={tap}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') tap(event);
      }}
    >
      {children}
    </div>
  );
}
