import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Face } from '../parts/face.js';
import { Cell } from './cell.js';
import type { Column } from './columns.js';
import classes from './friends.module.css';
import type { Friend } from './types.js';

/** A friend in the table: who they are, which leads to their page, and the columns. */
export function FriendRow({
  friend,
  columns,
  isChosen,
  onChoose,
}: {
  friend: Friend;
  columns: Column[];
  isChosen: boolean;
  onChoose(): void;
}) {
  const { t } = useTranslation();
  const { id, displayName, pictureUrl } = friend;
  const name = displayName ?? t('inbox.noName');
  return (
    <>
      <span role="cell">
        <input type="checkbox" aria-label={t('friends.choose', { name })} checked={isChosen} onChange={onChoose} />
      </span>
      <span role="cell" className={classes.who}>
        <Face name={displayName} url={pictureUrl} size={28} />
        <Link to="/friends/$friendId" params={{ friendId: id }} data-name>
          {name}
        </Link>
      </span>
      {columns.map((column) => (
        <span key={column} role="cell" data-column={column}>
          <Cell friend={friend} column={column} />
        </span>
      ))}
    </>
  );
}
