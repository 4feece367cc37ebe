import { useTranslation } from 'react-i18next';
import { LineMessage } from '../../console/line-messages/index.js';
import style from './phone.module.css';

/** Stickers that every account may send, of LINE's published list. */
const STICKERS = [
  ...['1988', '1989', '1990', '1991', '1992', '1993', '1994', '1995'].map((stickerId) => ({
    packageId: '446',
    stickerId,
  })),
  ...['10855', '10856', '10857', '10858'].map((stickerId) => ({ packageId: '789', stickerId })),
];

/** A few basic stickers to send. */
export function Stickers({ onChoose }: { onChoose: (sticker: { packageId: string; stickerId: string }) => void }) {
  const { t } = useTranslation();
  return (
    <div className={style['stickers']}>
      {STICKERS.map((sticker) => (
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
