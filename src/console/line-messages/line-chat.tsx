import type { ReactNode } from 'react';
import type { Message } from '../../messages/core/message.js';
import { allowedSource } from './allowed.js';
import { type Fields, fieldsOf, textOf } from './fields.js';
import { initialOf } from './initial.js';
import style from './messages.module.css';

/** The ground that LINE's messages stand on, with LINE's colours by day and by night. */
export function LineChat({
  scheme,
  className = '',
  children,
}: {
  scheme: 'light' | 'dark';
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={`${style['chat']} ${className}`} data-scheme={scheme}>
      {children}
    </div>
  );
}

/** Something that an account said, beside its icon and under its name; a message may name another sender. */
export function FromAccount({
  account,
  message,
  isFollowUp = false,
  children,
}: {
  account: { name: string; pictureUrl?: string | undefined };
  message: Message | Fields;
  /** Whether the same sender spoke just before: the icon is not shown again. */
  isFollowUp?: boolean;
  children: ReactNode;
}) {
  const { name, pictureUrl } = senderOf(account, message);
  return (
    <div className={style['line']}>
      <span className={style['icon']}>
        {!isFollowUp &&
          (pictureUrl === undefined ? (
            <span aria-hidden>{initialOf(name)}</span>
          ) : (
            <img src={pictureUrl} alt="" referrerPolicy="no-referrer" />
          ))}
      </span>
      <div className={style['said']}>
        {!isFollowUp && <span className={style['name']}>{name}</span>}
        {children}
      </div>
    </div>
  );
}

function senderOf(account: { name: string; pictureUrl?: string | undefined }, message: Fields) {
  const sender = fieldsOf(message['sender']);
  return {
    name: textOf(sender['name']) || account.name,
    pictureUrl: allowedSource(sender['iconUrl']) ?? allowedSource(account.pictureUrl),
  };
}
