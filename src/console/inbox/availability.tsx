import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PresentedPresence } from '../../assignment/schemas.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import classes from './list.module.css';

type Presence = Wire<z.infer<typeof PresentedPresence>>;

const CHOICES = ['online', 'busy', 'offline'] as const;
const BEAT_MS = 20_000;
const KEY = ['presence', 'own'];

/** Whether one takes new conversations, and how many one has; says again and again that the console is open. */
export function Availability() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => request<Presence>('POST', '/inbox/presence'),
    refetchInterval: BEAT_MS,
    refetchIntervalInBackground: true,
  });
  const choose = useMutation({
    mutationFn: (availability: Presence['availability']) =>
      request<Presence>('PUT', '/inbox/presence', { body: { availability } }),
    onMutate: (availability) => client.setQueryData<Presence>(KEY, (known) => known && { ...known, availability }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  if (!data) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.availability} data-availability={data.availability}>
          <i aria-hidden /> {t(`inbox.availability.${data.availability}`)} · {data.held}/{data.capacity}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map((one) => (
          <Menu.Item key={one} onClick={() => choose.mutate(one)} fw={one === data.availability ? 600 : undefined}>
            {t(`inbox.availability.${one}`)}
            <br />
            <small>{t(`inbox.availability.${one}Hint`)}</small>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
