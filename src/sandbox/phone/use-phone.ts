import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, type LineAction } from '../../console/line-messages/index.js';
import { type LiffPage, liffPageOf } from './address.js';
import { control } from './control.js';
import type { Account, Place } from './world.js';

const NOTICE_MS = 5_000;

/** What lies over the lower part of the phone. */
export type Sheet = 'stickers' | 'attach' | null;

/** What a picker asks, and what is done with its answer. */
export interface Asking {
  action: LineAction;
  done: (params: Record<string, string>) => void;
}

type Tell = (params?: Record<string, string>) => Promise<unknown>;

/** Acts need no answer of the account's server to be seen. */
export const inBackground = { webhook: { background: true } };

/** The state of one phone, and what its owner can do. */
export function usePhone(place: Place, account: Account, onOpen: (page: LiffPage) => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [sheet, setSheet] = useState<Sheet>(null);
  const [isWriting, setIsWriting] = useState(false);
  const [isMenuOpen, setIsMenuOpen] = useState<boolean>();
  const [draft, setDraft] = useState('');
  const [asking, setAsking] = useState<Asking | null>(null);
  const [notice, setNotice] = useState('');

  useEffect(() => {
    const timer = setTimeout(() => setNotice(''), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  /** Does something at the simulator, and reads at once what came of it. */
  const run = (act: () => Promise<unknown>) => {
    void act()
      .catch((error: unknown) => setNotice(t('notice.failed', { reason: reasonOf(error) })))
      .then(() => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey.includes(place.userId) }));
  };

  const open = (address: string) => {
    const page = liffPageOf(address, location.origin, account.liffIds);
    if (page) onOpen(page);
    else if (/^https?:/i.test(address)) window.open(address, '_blank', 'noopener,noreferrer');
    else setNotice(t('notice.opens', { address }));
  };

  /** Does what a tapped action says on the phone itself, and tells LINE of it. */
  const tap = (action: LineAction, tell: Tell) => {
    switch (action.type) {
      case 'camera':
      case 'cameraRoll':
      case 'location':
        setSheet('attach');
        return;
      case 'datetimepicker':
        setAsking({ action, done: (params) => run(() => tell(params)) });
        return;
      case 'clipboard':
        copy(String(action['clipboardText']));
        break;
      case 'uri':
        open(addressOf(action) ?? '');
        break;
      case 'postback':
        follow(action);
        break;
    }
    run(() => tell());
  };

  const copy = (text: string) => {
    void navigator.clipboard.writeText(text).then(
      () => setNotice(t('notice.copied', { text })),
      (error: unknown) => setNotice(t('notice.failed', { reason: reasonOf(error) })),
    );
  };

  /** A postback may ask for the keyboard or the menu. */
  const follow = ({ inputOption, fillInText }: LineAction) => {
    if (inputOption === 'openRichMenu') setIsWriting(false);
    if (inputOption === 'openRichMenu' || inputOption === 'closeRichMenu')
      setIsMenuOpen(inputOption === 'openRichMenu');
    if (inputOption !== 'openKeyboard') return;
    setIsWriting(true);
    if (typeof fillInText === 'string') setDraft(fillInText);
  };

  return {
    sheet,
    setSheet,
    isWriting,
    setIsWriting,
    isMenuOpen,
    setIsMenuOpen,
    draft,
    setDraft,
    asking,
    setAsking,
    notice,
    setNotice,
    run,
    tapMessage: (messageId: string, action: LineAction) =>
      tap(action, (params) => control.tapMessage({ ...place, ...inBackground, messageId, action, params })),
    tapMenuArea: (index: number, action: LineAction) =>
      tap(action, (params) => control.tapMenuArea({ ...place, ...inBackground, index, params })),
  };
}

export type PhoneState = ReturnType<typeof usePhone>;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
