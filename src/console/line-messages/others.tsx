import { IconTicket } from '@tabler/icons-react';
import { type Fields, textOf } from './fields.js';
import style from './messages.module.css';
import { wordsIn } from './words.js';

/** A coupon of LINE's own; what it gives is known to LINE alone. */
export function Coupon({ message }: { message: Fields }) {
  return (
    <div className={`${style['card']} ${style['row']}`}>
      <IconTicket size={28} aria-hidden />
      <span>
        <strong>{wordsIn(document.documentElement.lang).coupon}</strong>
        <small>{textOf(message['couponId'])}</small>
      </span>
    </div>
  );
}

/** What we cannot draw says so. */
export function Unknown({ type }: { type: string }) {
  return <p className={style['unknown']}>{`${wordsIn(document.documentElement.lang).unknown}: ${type}`}</p>;
}
