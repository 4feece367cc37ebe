import { useTranslation } from 'react-i18next';
import { formatCount } from '../language/format.js';
import classes from './friend.module.css';

/** What is kept about a friend, in the words of people; the most first. */
export function Counts({ counts }: { counts: Record<string, number> }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={classes.counts}>
      {Object.entries(counts)
        .toSorted(([, a], [, b]) => b - a)
        .map(([holding, count]) => (
          <li key={holding}>
            <span>
              {i18n.exists(`friends.holding.${holding}`) ? t(`friends.holding.${holding as 'notes'}`) : holding}
            </span>
            <b>{formatCount(count)}</b>
          </li>
        ))}
    </ul>
  );
}
