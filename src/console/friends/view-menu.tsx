import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../parts/form.js';
import type { Column } from './columns.js';
import type { Filter } from './filter.js';
import classes from './friends.module.css';
import { keepViews, keptViews, VIEW_NAME_MAX, withView, type SavedView } from './kept.js';

/** Filters with their columns under a name, kept in this browser. */
export function ViewMenu({
  channelId,
  filter,
  columns,
  onView,
}: {
  channelId: string;
  filter: Filter;
  columns: Column[];
  onView(view: SavedView): void;
}) {
  const { t } = useTranslation();
  const [views, setViews] = useState(() => keptViews(localStorage, channelId));
  const [isNaming, setNaming] = useState(false);
  const keep = (changed: SavedView[]) => {
    keepViews(localStorage, channelId, changed);
    setViews(changed);
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = textOf(event.currentTarget, 'name').trim();
    if (name === '') return;
    keep(withView(views, { name, filter, columns }));
    setNaming(false);
  };
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconBookmark size={15} aria-hidden />}>
            {t('friends.views')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <Menu.Label>{t('friends.noViews')}</Menu.Label>}
          {views.map((view) => (
            <div key={view.name} className={classes.view}>
              <Menu.Item onClick={() => onView(view)}>{view.name}</Menu.Item>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('friends.deleteView', { name: view.name })}
                onClick={() => keep(views.filter(({ name }) => name !== view.name))}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming(true)}>{t('friends.saveView')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isNaming} onClose={() => setNaming(false)} title={t('friends.saveView')} centered>
        <form className={classes.form} onSubmit={save}>
          <TextInput
            data-autofocus
            name="name"
            label={t('friends.viewName')}
            description={t('friends.viewHint')}
            maxLength={VIEW_NAME_MAX}
            required
          />
          <Button type="submit">{t('friends.save')}</Button>
        </form>
      </Modal>
    </>
  );
}
