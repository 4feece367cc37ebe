import '@mantine/spotlight/styles.css';
import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../shared/language.js';
import { LISTS, writeList, type ListName } from '../inbox/lists.js';
import { chooseLanguage } from '../language/languages.js';
import { LANGUAGES } from '../../shared/shown-languages.js';
import { chooseChannel, useChannels } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import { RAIL } from './pages.js';

/** Everything that one can go to or do, by a few letters of its name. */
export function CommandPalette({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const channels = useChannels();
  const { setColorScheme } = useMantineColorScheme();
  const action = (id: string, label: string, onClick: () => unknown): SpotlightActionData => ({
    id,
    label,
    onClick: () => void onClick(),
  });
  const groups: SpotlightActionGroupData[] = [
    {
      group: t('shell.pages'),
      actions: RAIL.filter(({ needs }) => mayDo(session, needs)).map(({ key, to }) =>
        action(key, t(`pages.${key}`), () => navigate({ to })),
      ),
    },
    {
      group: t('pages.inbox'),
      actions: mayDo(session, 'inbox:read')
        ? (Object.keys(LISTS) as ListName[]).map((name) =>
            action(`list-${name}`, t(`inbox.lists.${name}`), () =>
              navigate({ to: '/inbox/{-$conversationId}', search: { list: writeList({ kind: 'own', name }) } }),
            ),
          )
        : [],
    },
    {
      group: t('shell.settings'),
      actions: [
        ...(['light', 'dark', 'auto'] as const).map((scheme) =>
          action(`scheme-${scheme}`, t(`shell.scheme.${scheme}`), () => setColorScheme(scheme)),
        ),
        ...Object.entries(LANGUAGES).map(([language, label]) =>
          action(`language-${language}`, label, () => chooseLanguage(language as Language)),
        ),
        ...(channels.length > 1
          ? channels.map(({ channelId, name }) => action(`channel-${channelId}`, name, () => chooseChannel(channelId)))
          : []),
      ],
    },
  ];
  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      forceOpened={isOpen}
      onSpotlightClose={onClose}
      shortcut={null}
      highlightQuery
      nothingFound={t('shell.nothingFound')}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('shell.search'),
        'aria-label': t('shell.search'),
      }}
    />
  );
}
