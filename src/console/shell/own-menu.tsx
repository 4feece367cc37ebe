import { Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun, type Icon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../shared/language.js';
import { chooseLanguage } from '../language/languages.js';
import { LANGUAGES } from '../../shared/shown-languages.js';
import { Face } from '../parts/face.js';
import { chooseChannel, useChannel, useChannels } from '../session/channel.js';
import { signOut, useSession } from '../session/session.js';

const SCHEMES: Record<MantineColorScheme, Icon> = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

/** What is about who is signed in: channel, colours, language, the way out. */
export function OwnMenu() {
  const { t, i18n } = useTranslation();
  const { staff } = useSession();
  const channels = useChannels();
  const channel = useChannel();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async () => {
    await signOut();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="right-end" width={230} withinPortal>
      <Menu.Target>
        <UnstyledButton aria-label={t('shell.own', { name: staff.name })}>
          <Face name={staff.name} url={null} size={32} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {staff.name} · {staff.email}
        </Menu.Label>
        {channels.length > 1 && (
          <>
            {channels.map(({ channelId, name }) => (
              <Menu.Item
                key={channelId}
                aria-current={channelId === channel?.channelId || undefined}
                onClick={() => chooseChannel(channelId)}
              >
                {name}
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
        {Object.entries(SCHEMES).map(([scheme, SchemeIcon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<SchemeIcon size={16} aria-hidden />}
            aria-current={scheme === colorScheme || undefined}
            fw={scheme === colorScheme ? 600 : undefined}
            onClick={() => setColorScheme(scheme as MantineColorScheme)}
          >
            {t(`shell.scheme.${scheme as MantineColorScheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {Object.entries(LANGUAGES).map(([language, label]) => (
          <Menu.Item
            key={language}
            lang={language}
            leftSection={<IconLanguage size={16} aria-hidden />}
            aria-current={language === i18n.language || undefined}
            fw={language === i18n.language ? 600 : undefined}
            onClick={() => void chooseLanguage(language as Language)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
