import { useTranslation } from 'react-i18next';
import { LineMessage } from '../../console/line-messages/index.js';
import { STICKERS } from '../../console/line-messages/stickers.js';
import style from './phone.module.css';

const SHOWN = 12;

/** A few basic stickers to send. */
export function Stickers({ onChoose }: { onChoose: (sticker: { packageId: string; stickerId: string }) => void }) {
  const { t } = useTranslation();
  return (
    <div className={style['stickers']}>
      {STICKERS.slice(0, SHOWN).map((sticker) => (
        <button
          key={sticker.stickerId}
          type="button"
          aria-label={t('write.sticker', { id: sticker.stickerId })}
          onClick={() => onChoose(sticker)}
        >
          <LineMessage message={{ type: 'sticker', ...sticker }} />
        </button>
      ))}
    </div>
  );
}
