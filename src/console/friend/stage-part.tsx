import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { HEALTH_PARTS } from '../../lifecycle/core/settings.js';
import { request } from '../api/client.js';
import type { Friend } from '../friends/types.js';
import { formatCount, formatInstant } from '../language/format.js';
import { useReading } from '../parts/reading.js';
import { StageChip } from '../parts/stage.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { useActorNames } from '../parts/actor-names.js';
import classes from './friend.module.css';
import { Loaded } from './loaded.js';
import { friendQuery, healthQuery, stageHistoryQuery } from './queries.js';
import { Section } from './section.js';
import { conditionsOf } from './timeline-words.js';
import { Trend } from './trend.js';

/** How a friend came to their stage, move by move, and how well they are, part by part. */
export function Stage({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Section title={t('friends.stage.history')}>
        <Lock friendId={friendId} />
        <History friendId={friendId} />
      </Section>
      <Section title={t('inbox.panel.health')}>
        <Health friendId={friendId} />
      </Section>
    </>
  );
}

function Lock({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const session = useSession();
  const client = useQueryClient();
  const { data: friend } = useQuery(friendQuery(friendId));
  const nameActor = useActorNames();
  const release = useMutation({
    mutationFn: () => request<Friend>('DELETE', `/friends/${friendId}/stage-lock`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['friend', friendId] }),
  });
  const lock = friend?.stage?.lock;
  if (!lock) return null;
  return (
    <p className={classes.fact}>
      {t('friends.stage.lockedBy', { name: nameActor(lock.by), reason: lock.reason })}{' '}
      {mayDo(session, 'lifecycle:write') && (
        <Button variant="default" size="compact-xs" loading={release.isPending} onClick={() => release.mutate()}>
          {t('friends.stage.release')}
        </Button>
      )}
      {release.isError && <span role="alert">{release.error.message}</span>}
    </p>
  );
}

function History({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const read = useReading();
  const nameActor = useActorNames();
  const query = useQuery(stageHistoryQuery(friendId));
  return (
    <Loaded query={query} height={200}>
      {({ history }) =>
        history.length === 0 ? (
          <p className={classes.muted}>{t('friends.stage.noHistory')}</p>
        ) : (
          <ol className={classes.moves}>
            {history.map(({ at, kind, data }) => {
              const { from, to, stage, by, note, reason } = data as Record<string, string | null | undefined>;
              const because = conditionsOf(data['because']);
              return (
                <li key={`${at}/${kind}`}>
                  <p>
                    {kind === 'stage.changed' ? (
                      <>
                        {from ? <StageChip name={from} /> : t('friends.stage.begin')} → <StageChip name={to ?? ''} />
                      </>
                    ) : (
                      t(`friends.kind.${kind as 'stage.locked' | 'stage.unlocked' | 'stage.overdue'}`, {
                        stage: stage ?? '',
                      })
                    )}{' '}
                    <time dateTime={at}>{formatInstant(new Date(at), timeZone)}</time>
                  </p>
                  {because.length > 0 && (
                    <p className={classes.because}>
                      {t('friends.because')} {because.map(read).join(t('friends.and'))}
                    </p>
                  )}
                  {reason === 'published' && <p className={classes.because}>{t('friends.stage.published')}</p>}
                  {(note || by) && (
                    <p className={classes.because}>
                      {note} {by && <small>{nameActor(by)}</small>}
                    </p>
                  )}
                </li>
              );
            })}
          </ol>
        )
      }
    </Loaded>
  );
}

function Health({ friendId }: { friendId: string }) {
  const { t } = useTranslation();
  const query = useQuery(healthQuery(friendId));
  return (
    <Loaded query={query} height={200}>
      {({ health, trend }) =>
        health === null ? (
          <p className={classes.muted}>{t('friends.health.unknown')}</p>
        ) : (
          <>
            <p className={classes.fact}>
              <b className={classes.big}>{formatCount(Math.round(health.score))}</b> {t('inbox.panel.ofHundred')}
            </p>
            <p className={classes.muted}>{t('friends.definition.health')}</p>
            <ul className={classes.meters}>
              {health.parts.map(({ name, score, weight }) => {
                const part = HEALTH_PARTS.find((one) => one === name);
                const said = part ? t(`friends.health.${part}`) : name;
                return (
                  <li key={name}>
                    <span>{said}</span>
                    <meter min={0} max={100} value={score ?? 0} aria-label={said} />
                    <span>
                      {score === null ? t('inbox.panel.unknown') : formatCount(Math.round(score))}{' '}
                      <small>{t('friends.health.weight', { weight: formatCount(weight) })}</small>
                    </span>
                  </li>
                );
              })}
            </ul>
            <Trend points={trend} label={t('friends.health.trend')} />
          </>
        )
      }
    </Loaded>
  );
}
