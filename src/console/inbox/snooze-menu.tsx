import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDay, formatTime } from '../language/format.js';
import { useChannel } from '../session/channel.js';
import { snoozeTimes } from './snooze-times.js';
import type { Acts } from './use-acts.js';

/** Until when a conversation can be put off. */
export function SnoozeMenu({
  isOpen,
  onChange,
  acts,
}: {
  isOpen: boolean;
  onChange(isOpen: boolean): void;
  acts: Acts;
}) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const now = new Date();
  return (
    <Menu opened={isOpen} onChange={onChange} position="bottom-end" withinPortal width={240}>
      <Menu.Target>
        <Button variant="default" size="xs" rightSection={<kbd>z</kbd>}>
          {t('inbox.snooze')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => acts.snooze(null)}>{t('inbox.untilReply')}</Menu.Item>
        {snoozeTimes(now, timeZone).map((at) => (
          <Menu.Item key={at.toISOString()} onClick={() => acts.snooze(at)}>
            {formatDay(at, now, timeZone)} {formatTime(at, timeZone)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
