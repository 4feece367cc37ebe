import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PresentedAgent } from '../../assignment/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import { useSession } from '../session/session.js';
import type { Conversation } from './types.js';
import type { Acts } from './use-acts.js';

type Agent = Wire<z.infer<typeof PresentedAgent>>;

/** Who may have the conversation, each with how much they have. */
export function AssignMenu({
  conversation,
  isOpen,
  onChange,
  acts,
}: {
  conversation: Conversation;
  isOpen: boolean;
  onChange(isOpen: boolean): void;
  acts: Acts;
}) {
  const { t } = useTranslation();
  const { staff } = useSession();
  const { data: agents = [] } = useQuery({
    queryKey: ['agents'],
    queryFn: async () => (await request<{ agents: Agent[] }>('GET', '/inbox/agents')).agents,
    enabled: isOpen,
    staleTime: 0,
  });
  const { assigneeId } = conversation;
  return (
    <Menu opened={isOpen} onChange={onChange} position="bottom-end" withinPortal width={240}>
      <Menu.Target>
        <Button variant="default" size="xs" rightSection={<kbd>a</kbd>}>
          {t('inbox.assign')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {assigneeId !== staff.id && (
          <Menu.Item onClick={() => (assigneeId === null ? acts.claim() : acts.assign(staff.id))}>
            {t('inbox.take')}
          </Menu.Item>
        )}
        {assigneeId !== null && <Menu.Item onClick={() => acts.assign(null)}>{t('inbox.putBack')}</Menu.Item>}
        {agents
          .filter(({ id }) => id !== staff.id && id !== assigneeId)
          .map(({ id, name, availability, held, capacity }) => (
            <Menu.Item key={id} onClick={() => acts.assign(id)}>
              {name}
              <br />
              <small>
                {t(`inbox.availability.${availability}`)} · {held}/{capacity}
              </small>
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
