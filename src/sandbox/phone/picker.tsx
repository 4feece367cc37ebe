import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import style from './phone.module.css';
import type { Asking } from './use-phone.js';

const INPUTS = { date: 'date', time: 'time', datetime: 'datetime-local' } as const;
const MINUTE_ENDS = 16; // characters of 2026-11-28T14:00

/** Asks for a date or time with the browser's own input. */
export function Picker({ asking: { action, done }, onClose }: { asking: Asking; onClose: () => void }) {
  const { t } = useTranslation();
  const mode = action['mode'] === 'date' || action['mode'] === 'time' ? action['mode'] : 'datetime';
  const [picked, setPicked] = useState(asInput(action['initial']) ?? '');
  return (
    <form
      className={style['picker']}
      aria-label={t('picker.title')}
      onSubmit={(event) => {
        event.preventDefault();
        onClose();
        done({ [mode]: picked.slice(0, MINUTE_ENDS) });
      }}
    >
      <label>
        {t('picker.title')}
        <input
          type={INPUTS[mode]}
          required
          value={picked}
          min={asInput(action['min'])}
          max={asInput(action['max'])}
          onChange={(event) => setPicked(event.target.value)}
        />
      </label>
      <span>
        <button type="button" onClick={onClose}>
          {t('picker.cancel')}
        </button>
        <button type="submit" className={style['primary']}>
          {t('picker.done')}
        </button>
      </span>
    </form>
  );
}

/** LINE writes a small t between date and time too. */
const asInput = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.replace('t', 'T') : undefined;
