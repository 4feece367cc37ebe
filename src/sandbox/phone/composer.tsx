import {
  IconChevronDown,
  IconChevronUp,
  IconKeyboard,
  IconMenu2,
  IconMoodSmile,
  IconPlus,
  IconSend2,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Attachments } from './attachments.js';
import { control } from './control.js';
import style from './phone.module.css';
import { Stickers } from './stickers.js';
import { inBackground, type PhoneState } from './use-phone.js';
import type { Menu, Place } from './world.js';

const TEXT_LENGTH_MAX = 5_000; // LINE's

interface ComposerProps {
  place: Place;
  phone: PhoneState;
  menu: Menu | null;
}

/** The lower edge of the chat: the name of the menu, or somewhere to write. */
export function Composer({ place, phone, menu }: ComposerProps) {
  return menu && !phone.isWriting ? <MenuBar menu={menu} phone={phone} /> : <Writing {...{ place, phone, menu }} />;
}

function MenuBar({ menu, phone }: { menu: Menu; phone: PhoneState }) {
  const { t } = useTranslation();
  const isOpen = phone.isMenuOpen ?? menu.selected;
  return (
    <div className={style['bar']}>
      <button
        type="button"
        className={style['round']}
        aria-label={t('write.keyboard')}
        onClick={() => phone.setIsWriting(true)}
      >
        <IconKeyboard size={22} aria-hidden />
      </button>
      <button
        type="button"
        className={style['menuName']}
        aria-expanded={isOpen}
        onClick={() => phone.setIsMenuOpen(!isOpen)}
      >
        {menu.chatBarText}
        {isOpen ? <IconChevronDown size={16} aria-hidden /> : <IconChevronUp size={16} aria-hidden />}
      </button>
    </div>
  );
}

function Writing({ place, phone, menu }: ComposerProps) {
  const { t } = useTranslation();
  const { draft, setDraft, sheet, setSheet } = phone;
  const send = () => {
    if (draft.trim() === '') return;
    setDraft('');
    phone.run(() => control.sendText({ ...place, ...inBackground, text: draft }));
  };
  const toggle = (which: 'stickers' | 'attach') => () => setSheet(sheet === which ? null : which);
  return (
    <>
      <form
        className={style['bar']}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {menu && (
          <button
            type="button"
            className={style['round']}
            aria-label={t('write.menu')}
            onClick={() => phone.setIsWriting(false)}
          >
            <IconMenu2 size={22} aria-hidden />
          </button>
        )}
        <button
          type="button"
          className={style['round']}
          aria-label={t('write.attach')}
          aria-expanded={sheet === 'attach'}
          onClick={toggle('attach')}
        >
          <IconPlus size={22} aria-hidden />
        </button>
        <textarea
          rows={1}
          value={draft}
          maxLength={TEXT_LENGTH_MAX}
          placeholder={t('write.text')}
          aria-label={t('write.text')}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            // Return within an input method chooses a character.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="button"
          className={style['round']}
          aria-label={t('write.stickers')}
          aria-expanded={sheet === 'stickers'}
          onClick={toggle('stickers')}
        >
          <IconMoodSmile size={22} aria-hidden />
        </button>
        <button type="submit" className={style['round']} aria-label={t('write.send')} disabled={draft.trim() === ''}>
          <IconSend2 size={22} aria-hidden />
        </button>
      </form>
      {sheet === 'stickers' && (
        <Stickers
          onChoose={(sticker) => {
            setSheet(null);
            phone.run(() => control.sendSticker({ ...place, ...inBackground, ...sticker }));
          }}
        />
      )}
      {sheet === 'attach' && <Attachments place={place} phone={phone} />}
    </>
  );
}
