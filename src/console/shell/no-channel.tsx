import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.js';

/** What an installation without a channel shows. */
export function NoChannel() {
  const { t } = useTranslation();
  return <Empty title={t('shell.noChannel')} hint={t('shell.noChannelHint')} />;
}
