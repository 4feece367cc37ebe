import { ActionIcon, Button, FileButton, Menu, Popover, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconBraces, IconClock, IconMoodSmile, IconPhoto, IconTemplate } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { AnswerContentInput } from '../../inbox/core/answer.js';
import type { PresentedPicture } from '../../media/schemas.js';
import type { ListedMessageSet } from '../../messages/schemas.js';
import { localTimeIn } from '../../shared/local-day.js';
import { request } from '../api/client.js';
import type { Wire } from '../api/wire.js';
import { useChannel } from '../session/channel.js';
import { mayDo, useSession } from '../session/session.js';
import classes from './composer.module.css';
import { STICKERS, stickerSource } from '../line-messages/stickers.js';

type Picture = Wire<z.infer<typeof PresentedPicture>>;
type MessageSet = Wire<z.infer<typeof ListedMessageSet>>;

const PICTURES_SHOWN = 12;
const VARIABLES = ['displayName'] as const;
const PICTURE_TYPES = 'image/png,image/jpeg';

/** What an answer can be beside a text: a sticker, a picture, stored content; variables in it; a later time for it. */
export function ComposerTools({
  text,
  onInsert,
  onAnswer,
  onSchedule,
}: {
  text: string;
  onInsert(text: string): void;
  onAnswer(content: AnswerContentInput): void;
  onSchedule(sendAt: Date): void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <div className={classes.tools}>
      <Stickers onChoose={(sticker) => onAnswer({ messages: [{ type: 'sticker', ...sticker }] })} />
      {mayDo(session, 'media:read') && (
        <Pictures onChoose={(image) => onAnswer({ messages: [{ type: 'image', ...image }] })} />
      )}
      {mayDo(session, 'messages:read') && <MessageSets onChoose={(messageSet) => onAnswer({ messageSet })} />}
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <Tooltip label={t('inbox.tools.variables')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('inbox.tools.variables')}>
              <IconBraces size={17} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {VARIABLES.map((name) => (
            <Menu.Item key={name} onClick={() => onInsert(`{{${name}}}`)}>
              {t(`inbox.tools.variable.${name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Later isReady={text.trim() !== ''} onChoose={onSchedule} />
    </div>
  );
}

function Stickers({ onChoose }: { onChoose(sticker: (typeof STICKERS)[number]): void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" withinPortal trapFocus>
      <Popover.Target>
        <Tooltip label={t('inbox.tools.sticker')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('inbox.tools.sticker')}
            onClick={() => setOpen(!isOpen)}
          >
            <IconMoodSmile size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.grid}>
          {STICKERS.map((sticker) => (
            <UnstyledButton
              key={sticker.stickerId}
              aria-label={t('inbox.tools.stickerNumber', { id: sticker.stickerId })}
              onClick={() => {
                setOpen(false);
                onChoose(sticker);
              }}
            >
              <img
                src={stickerSource(sticker.stickerId)}
                alt={sticker.stickerId}
                loading="lazy"
                referrerPolicy="no-referrer"
              />
            </UnstyledButton>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Pictures({ onChoose }: { onChoose(image: Picture['image']): void }) {
  const { t } = useTranslation();
  const session = useSession();
  const client = useQueryClient();
  const channelId = useChannel()?.channelId;
  const [isOpen, setOpen] = useState(false);
  const { data = [], isSuccess } = useQuery({
    queryKey: ['pictures', channelId],
    queryFn: async ({ signal }) =>
      (await request<{ pictures: Picture[] }>('GET', '/media', { query: { channelId, limit: PICTURES_SHOWN }, signal }))
        .pictures,
    enabled: isOpen,
  });
  const add = async (file: File | null) => {
    if (!file) return;
    await request<Picture>('POST', '/media', { query: { channelId, name: file.name }, body: file });
    await client.invalidateQueries({ queryKey: ['pictures', channelId] });
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" withinPortal trapFocus>
      <Popover.Target>
        <Tooltip label={t('inbox.tools.picture')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('inbox.tools.picture')}
            onClick={() => setOpen(!isOpen)}
          >
            <IconPhoto size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        {isSuccess && data.length === 0 && <p className={classes.none}>{t('inbox.tools.noPictures')}</p>}
        <div className={classes.grid}>
          {data.map(({ id, name, image }) => (
            <UnstyledButton
              key={id}
              aria-label={name}
              onClick={() => {
                setOpen(false);
                onChoose(image);
              }}
            >
              <img src={image.previewImageUrl} alt={name} loading="lazy" />
            </UnstyledButton>
          ))}
        </div>
        {mayDo(session, 'media:write') && (
          <FileButton accept={PICTURE_TYPES} onChange={(file) => void add(file)}>
            {(props) => (
              <Button {...props} size="compact-xs" variant="default" mt="xs">
                {t('inbox.tools.addPicture')}
              </Button>
            )}
          </FileButton>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function MessageSets({ onChoose }: { onChoose(id: string): void }) {
  const { t } = useTranslation();
  const channelId = useChannel()?.channelId;
  const [isOpen, setOpen] = useState(false);
  const { data = [], isSuccess } = useQuery({
    queryKey: ['message-sets', channelId],
    queryFn: async ({ signal }) =>
      (await request<{ messageSets: MessageSet[] }>('GET', '/message-sets', { query: { channelId }, signal }))
        .messageSets,
    enabled: isOpen,
  });
  return (
    <Menu opened={isOpen} onChange={setOpen} position="top-start" withinPortal>
      <Menu.Target>
        <Tooltip label={t('inbox.tools.messageSet')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('inbox.tools.messageSet')}>
            <IconTemplate size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {isSuccess && data.length === 0 && <Menu.Label>{t('inbox.tools.noMessageSets')}</Menu.Label>}
        {data.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onChoose(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** At what time by the clocks of the account what is written leaves. */
function Later({ isReady, onChoose }: { isReady: boolean; onChoose(sendAt: Date): void }) {
  const { t } = useTranslation();
  const timeZone = useChannel()?.timeZone ?? 'UTC';
  const [isOpen, setOpen] = useState(false);
  const [time, setTime] = useState('');
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" withinPortal trapFocus>
      <Popover.Target>
        <Tooltip label={t('inbox.tools.later')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('inbox.tools.later')}
            onClick={() => setOpen(!isOpen)}
          >
            <IconClock size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput
          type="datetime-local"
          label={t('inbox.tools.laterAt', { timeZone })}
          value={time}
          onChange={({ currentTarget }) => setTime(currentTarget.value)}
        />
        <Button
          size="compact-sm"
          mt="xs"
          disabled={!isReady || time === ''}
          onClick={() => {
            setOpen(false);
            onChoose(localTimeIn(time, timeZone));
          }}
        >
          {t('inbox.tools.schedule')}
        </Button>
        {!isReady && <p className={classes.none}>{t('inbox.tools.writeFirst')}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}
