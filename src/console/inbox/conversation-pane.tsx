import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useState } from 'react';
import { formatDuration } from '../language/format.js';
import { Face } from '../parts/face.js';
import { StageChip } from '../parts/stage.js';
import { useNow } from '../parts/now.js';
import { mayDo, useSession } from '../session/session.js';
import { AssignMenu } from './assign-menu.js';
import { Composer } from './composer.js';
import classes from './conversation.module.css';
import { useKeys } from '../parts/keys.js';
import { nameOf } from './name-of.js';
import { SnoozeMenu } from './snooze-menu.js';
import { Thread } from './thread.js';
import type { Conversation } from './types.js';
import { useStaffNames } from '../parts/staff.js';
import { useActs } from './use-acts.js';
import { usePresence } from './queries.js';

const SECOND_MS = 1_000;

/** A conversation: who it is with and whose it is, what was said, and where one answers. */
export function ConversationPane({
  conversation,
  around,
  onBack,
  onNewest,
}: {
  conversation: Conversation;
  around: string | undefined;
  onBack(): void;
  onNewest(): void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const nameOfStaff = useStaffNames();
  const acts = useActs(conversation);
  const [isTyping, setTyping] = useState(false);
  const present = usePresence(conversation.id, isTyping).filter(({ staffId }) => staffId !== session.staff.id);
  const [menu, setMenu] = useState<'assign' | 'snooze' | null>(null);
  const { state, assigneeId } = conversation;
  const isOver = state === 'resolved';
  const mayWrite = mayDo(session, 'inbox:write');
  useKeys({
    a: () => mayWrite && setMenu('assign'),
    z: () => mayWrite && setMenu('snooze'),
    e: () => mayWrite && (isOver ? acts.reopen() : acts.resolve()),
    Escape: onBack,
  });
  return (
    <section className={classes.pane} aria-label={nameOf(conversation, t)}>
      <header className={classes.head}>
        <ActionIcon className={classes.back} variant="subtle" aria-label={t('inbox.back')} onClick={onBack}>
          <IconArrowLeft size={20} />
        </ActionIcon>
        <Face name={conversation.friend?.displayName ?? null} url={conversation.friend?.pictureUrl ?? null} />
        <div className={classes.who}>
          <h2>
            {nameOf(conversation, t)} {conversation.friend?.stage && <StageChip name={conversation.friend.stage} />}
          </h2>
          <p>
            {t(`inbox.states.${state}`)} ·{' '}
            {assigneeId === null
              ? t('inbox.nobodys')
              : assigneeId === session.staff.id
                ? t('inbox.yours')
                : t('inbox.theirs', { name: nameOfStaff(assigneeId) })}
            <Waiting since={conversation.waitingSince} />
          </p>
        </div>
        {present.map(({ staffId, isTyping: types }) => (
          <span key={staffId} className={classes.present} role="status">
            {t(types ? 'inbox.colleagueTypes' : 'inbox.colleagueLooks', { name: nameOfStaff(staffId) })}
          </span>
        ))}
        {mayWrite && (
          <div className={classes.acts}>
            <AssignMenu
              conversation={conversation}
              isOpen={menu === 'assign'}
              onChange={(isOpen) => setMenu(isOpen ? 'assign' : null)}
              acts={acts}
            />
            <SnoozeMenu
              isOpen={menu === 'snooze'}
              onChange={(isOpen) => setMenu(isOpen ? 'snooze' : null)}
              acts={acts}
            />
            <Tooltip label="e">
              {isOver ? (
                <Button variant="default" size="xs" onClick={acts.reopen}>
                  {t('inbox.reopen')}
                </Button>
              ) : (
                <Button size="xs" onClick={acts.resolve}>
                  {t('inbox.resolve')}
                </Button>
              )}
            </Tooltip>
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t('inbox.more')}>
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {state === 'pending' && <Menu.Item onClick={acts.handOver}>{t('inbox.handOver')}</Menu.Item>}
                {state === 'open' && <Menu.Item onClick={acts.release}>{t('inbox.release')}</Menu.Item>}
                {(['low', 'normal', 'high', 'urgent'] as const).map((priority) => (
                  <Menu.Item
                    key={priority}
                    fw={priority === conversation.priority ? 600 : undefined}
                    onClick={() => acts.edit({ priority })}
                  >
                    {t('inbox.setPriority', { priority: t(`inbox.priority.${priority}`) })}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </div>
        )}
      </header>
      <Thread conversation={conversation} around={around} onNewest={onNewest} />
      {mayDo(session, 'inbox:send') && <Composer conversation={conversation} acts={acts} onTyping={setTyping} />}
    </section>
  );
}

function Waiting({ since }: { since: string | null }) {
  const { t } = useTranslation();
  const now = useNow(SECOND_MS);
  if (since === null) return null;
  return <> · {t('inbox.waitsFor', { time: formatDuration((now.getTime() - Date.parse(since)) / 1_000) })}</>;
}
