import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import classes from './friend.module.css';
import { Loaded } from './loaded.js';
import { menuQuery } from './queries.js';
import { Section } from './section.js';

/** The rich menu of a friend: which one, the rule that gives it, and what every rule sees. */
export function Menu({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const query = useQuery(menuQuery(friendId));
  return (
    <Loaded query={query} height={300}>
      {({ desired, linked, notLinked, rules }) => (
        <>
          <Section title={t('friends.menu.now')}>
            <p className={classes.fact}>
              <b className={classes.big}>{desired?.name ?? t('friends.menu.none')}</b>
            </p>
            {desired && <p className={classes.muted}>{t('friends.menu.by', { rule: desired.rule })}</p>}
            <p className={classes.fact}>
              {linked
                ? t('friends.menu.linked', {
                    name: linked.name,
                    time: formatInstant(new Date(linked.at), timeZone),
                  })
                : t('friends.menu.notLinked')}
            </p>
            {notLinked && (
              <p className={classes.soon}>
                {t(`friends.menu.waiting.${notLinked.why}`)} {notLinked.reason}
              </p>
            )}
          </Section>
          <Section title={t('friends.menu.rules')}>
            <ol className={classes.rules}>
              {rules.map(({ name, menu, outcome, reading, because }) => (
                <li key={name} data-outcome={outcome}>
                  <p>
                    <b>{name}</b> → {menu} <small>{t(`friends.menu.outcome.${outcome}`)}</small>
                  </p>
                  <p className={classes.muted}>{reading}</p>
                  {outcome === 'doesNotHold' && (
                    <ul>
                      {because
                        .filter(({ truth }) => truth !== true)
                        .map(({ reading: missing, truth }) => (
                          <li key={missing}>
                            {t(truth === 'unknown' ? 'friends.menu.unknown' : 'friends.menu.missing', {
                              condition: missing,
                            })}
                          </li>
                        ))}
                    </ul>
                  )}
                </li>
              ))}
            </ol>
          </Section>
        </>
      )}
    </Loaded>
  );
}
