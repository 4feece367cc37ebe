import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './keys-help.module.css';

const KEYS = [
  ['Ctrl K', 'palette'],
  ['?', 'help'],
  ['j', 'next'],
  ['k', 'previous'],
  ['/', 'search'],
  ['a', 'assign'],
  ['e', 'resolve'],
  ['z', 'later'],
  ['r', 'answer'],
  ['Ctrl Enter', 'send'],
  ['Esc', 'back'],
] as const;

/** Every key that does something. */
export function KeysHelp({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('shell.keys.title')} closeButtonProps={{ 'aria-label': t('shell.close') }}>
      <dl className={classes.keys}>
        {KEYS.map(([key, name]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`shell.keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
