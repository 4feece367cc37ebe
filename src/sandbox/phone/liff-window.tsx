import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type LiffPage, openedAs } from './address.js';
import style from './phone.module.css';

/** A LIFF page over the chat, opened as the phone's owner. */
export function LiffWindow({ userId, opened, onClose }: { userId: string; opened: LiffPage; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={style['liff']}>
      <header>
        <span>{t('liff.title')}</span>
        <button type="button" className={style['round']} onClick={onClose} aria-label={t('liff.close')}>
          <IconX size={20} aria-hidden />
        </button>
      </header>
      <iframe title={t('liff.title')} src={openedAs(userId, opened)} />
    </div>
  );
}
